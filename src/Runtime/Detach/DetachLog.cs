using Microsoft.Extensions.Logging;

namespace Gatehouse.Detach;

/// <summary>What leaving the terminal and the pid file log.</summary>
internal static partial class DetachLog
{
    [LoggerMessage(2100, LogLevel.Debug, "The service runs detached (pid: {Pid})")]
    public static partial void Started(ILogger logger, int pid);

    [LoggerMessage(2101, LogLevel.Debug, "The detached service (pid: {Pid}) did not start: {Reason}")]
    public static partial void Failed(ILogger logger, int pid, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "The pid file {Path} is another file by now and is left alone")]
    public static partial void PidFileReplaced(ILogger logger, string path);

    [LoggerMessage(2104, LogLevel.Warning, "The pid file {Path} cannot be renamed to {Target}: {Reason}")]
    public static partial void PidFileNotRenamed(ILogger logger, string path, string target, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "The pid file {Path} cannot be removed: {Reason}. The next start takes it over")]
    public static partial void PidFileLeft(ILogger logger, string path, string reason);
}
