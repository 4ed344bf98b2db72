using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>The server's log: the loggers of the settings, and the file behind them.</summary>
internal sealed class ServerLog : IDisposable
{
    private const int StandardError = 2;

    private readonly AppendFile? file;

    private ServerLog(ILoggerFactory factory, AppendFile? file)
    {
        Factory = factory;
        this.file = file;
    }

    /// <summary>Makes loggers; the embedding program's own factory if it gave one.</summary>
    public ILoggerFactory Factory { get; }

    /// <exception cref="StartupException">The error log cannot be opened.</exception>
    public static ServerLog Open(EffectiveSettings settings) => Open(settings, TimeProvider.System);

    /// <summary>The same on standard error, whatever the settings say: for a process that only starts another.</summary>
    public static ServerLog OpenOnStandardError(EffectiveSettings settings) =>
        Over(AppendFile.Borrow(StandardError), settings, TimeProvider.System);

    /// <summary>The same with a clock, for tests.</summary>
    public static ServerLog Open(EffectiveSettings settings, TimeProvider clock)
    {
        if (settings.LoggerFactory is { } own)
            return new ServerLog(own, null);
        AppendFile file;
        try
        {
            file = settings.ErrorLog == "-" ? AppendFile.Borrow(StandardError) : AppendFile.Open(settings.ErrorLog, Privileges.LogOwner(settings));
        }
        catch (IOException e)
        {
            throw new StartupException(
                $"cannot open the error log '{settings.ErrorLog}' (from {settings.OriginOf("errorLog")}): {e.Message}");
        }

        return Over(file, settings, clock);
    }

    /// <summary>Opens the file again, after a log rotator moved it (USR1). If that fails the old one stays, and says why.</summary>
    public void Reopen()
    {
        if (file?.Reopen() is string reason)
            Factory.CreateLogger("Gatehouse").LogWarning("The error log cannot be opened again: {Reason}", reason);
    }

    /// <summary>Ends the loggers, unless they are the embedding program's.</summary>
    public void Dispose()
    {
        if (file is null)
            return;
        Factory.Dispose();
        file.Dispose();
    }

    private static ServerLog Over(AppendFile file, EffectiveSettings settings, TimeProvider clock)
    {
        var lines = new LineLogger(file, settings.LogLevel <= LogLevel.Debug, clock);
        return new ServerLog(new LoggerFactory([lines], new LoggerFilterOptions { MinLevel = settings.LogLevel }), file);
    }
}
