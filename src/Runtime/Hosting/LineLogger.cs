using System.Globalization;
using System.Text;
using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>
/// Writes log records as lines in the form of Gunicorn's error log, which log shippers know:
/// <c>[2026-11-23 02:05:05 +0000] [4711] [INFO] message</c>.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="withStackTraces">True to follow a record with its exception's stack trace, on lines of their own.</param>
/// <param name="clock">Tells the time and the time zone.</param>
internal sealed class LineLogger(AppendFile output, bool withStackTraces, TimeProvider clock) : ILogger, ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var line = new StringBuilder();
        DateTimeOffset now = clock.GetLocalNow();
        line.Append('[').Append(now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))
            .Append(now.Offset < TimeSpan.Zero ? " -" : " +").Append(now.Offset.ToString("hhmm", CultureInfo.InvariantCulture))
            .Append(CultureInfo.InvariantCulture, $"] [{Environment.ProcessId}] [{Word(logLevel)}] ");
        AppendSafely(line, formatter(state, exception));
        if (exception is not null)
        {
            line.Append(": ");
            AppendSafely(line, $"{exception.GetType()}: {exception.Message}");
        }

        line.Append('\n');
        if (withStackTraces && exception is not null)
        {
            foreach (string traceLine in exception.ToString().Split('\n'))
            {
                AppendSafely(line.Append("    "), traceLine.TrimEnd('\r'));
                line.Append('\n');
            }
        }

        output.Write(Encoding.UTF8.GetBytes(line.ToString()));
    }

    /// <summary>The file belongs to <see cref="ServerLog"/>.</summary>
    public void Dispose()
    {
    }

    /// <summary>What a client sent may stand in a message: it must not begin a line that looks like ours, nor steer a terminal.</summary>
    private static void AppendSafely(StringBuilder line, string text)
    {
        foreach (char c in text)
        {
            if (c == '\n')
                line.Append("\\n");
            else if (c == '\r')
                line.Append("\\r");
            else if (char.IsControl(c) && c != '\t')
                line.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else
                line.Append(c);
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };
}
