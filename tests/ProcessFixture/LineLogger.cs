using Microsoft.Extensions.Logging;

namespace Gatehouse.ProcessFixture;

/// <summary>Each entry a line on standard error, in one write.</summary>
internal sealed class LineLogger : ILogger
{
    public static LineLogger Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Write($"{eventId.Id} {formatter(state, exception)} {exception}".TrimEnd());

    public static void Write(string line)
    {
        using FileStream error = new(new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false), FileAccess.Write, 0);
        error.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }
}
