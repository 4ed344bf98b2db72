using Microsoft.Win32.SafeHandles;

namespace Gatehouse;

/// <summary>A body that lies in a file.</summary>
internal sealed class FileBody : IDisposable
{
    private readonly SafeFileHandle file;

    private FileBody(SafeFileHandle file) => this.file = file;

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; private init; }

    public static FileBody Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            return new FileBody(file) { Length = RandomAccess.GetLength(file) };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Sends the file as the rest of a response's body, and closes it.</summary>
    public async ValueTask SendAsync(Response response)
    {
        using (file) await response.SendFileAsync(file, 0, Length);
    }

    public void Dispose() => file.Dispose();
}
