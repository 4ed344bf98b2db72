using Gatehouse.Linux;
using Gatehouse.Serving;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>An access log in a file of the test's own.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly AppendFile file;

    public LogFile(string format)
    {
        file = AppendFile.Open(path);
        Log = new AccessLog(file, AccessLogFormat.Parse(format));
    }

    public AccessLog Log { get; }

    /// <summary>Waits for lines: the loop writes them when it has answered.</summary>
    public async Task<string[]> LinesAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            string text = await File.ReadAllTextAsync(path, System.Text.Encoding.Latin1, patience.Token);
            string[] lines = text.Split('\n')[..^1];
            if (lines.Length >= count) return lines;
            await Task.Delay(5, patience.Token);
        }
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(path);
    }
}
