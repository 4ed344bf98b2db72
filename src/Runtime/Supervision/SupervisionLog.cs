using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Supervision;

/// <summary>What the master and its workers log. Where people search Gunicorn's log for a phrase, the phrase is the same.</summary>
internal static partial class SupervisionLog
{
    [LoggerMessage(2000, LogLevel.Information, "Booting worker with pid: {Pid} (worker {Index}, generation {Generation})")]
    public static partial void Booting(ILogger logger, int pid, int index, int generation);

    [LoggerMessage(2001, LogLevel.Information, "Worker ready (pid: {Pid}) after {Milliseconds} ms")]
    public static partial void WorkerReady(ILogger logger, int pid, long milliseconds);

    [LoggerMessage(2002, LogLevel.Information, "Worker exiting (pid: {Pid}): {Status}")]
    public static partial void Exiting(ILogger logger, int pid, ExitStatus status);

    [LoggerMessage(2003, LogLevel.Error, "Worker (pid:{Pid}) was sent SIGKILL! Perhaps out of memory?")]
    public static partial void WasKilled(ILogger logger, int pid);

    [LoggerMessage(2004, LogLevel.Error, "Worker (pid:{Pid}) ended: {Status}. {Reason}")]
    public static partial void Died(ILogger logger, int pid, ExitStatus status, string? reason);

    [LoggerMessage(2005, LogLevel.Error, "Worker {Index} could not be spawned: {Reason}")]
    public static partial void SpawnFailed(ILogger logger, int index, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "Worker {Index} keeps failing; the next try is in {Seconds} s. Last: {Reason}")]
    public static partial void BackingOff(ILogger logger, int index, double seconds, string reason);

    [LoggerMessage(2007, LogLevel.Critical, "The service did not start: {Reason}")]
    public static partial void StartFailed(ILogger logger, string reason);

    [LoggerMessage(2008, LogLevel.Error, "Worker (pid:{Pid}) was not ready within {Seconds} s and is killed")]
    public static partial void NotReadyInTime(ILogger logger, int pid, double seconds);

    [LoggerMessage(2009, LogLevel.Critical, "WORKER TIMEOUT (pid:{Pid}): {Reason}; the worker is aborted and replaced")]
    public static partial void WorkerTimeout(ILogger logger, int pid, string reason);

    [LoggerMessage(2010, LogLevel.Warning, "Worker (pid:{Pid}) did not end in time and is killed")]
    public static partial void Killing(ILogger logger, int pid);

    [LoggerMessage(2011, LogLevel.Information, "Handling signal: {Signal}")]
    public static partial void HandlingSignal(ILogger logger, string signal);

    [LoggerMessage(2012, LogLevel.Information, "Stopping {Count} workers")]
    public static partial void ShuttingDown(ILogger logger, int count);

    [LoggerMessage(2013, LogLevel.Information, "Shutting down: Master")]
    public static partial void ShutDown(ILogger logger);

    [LoggerMessage(2014, LogLevel.Information, "Hang up: Master")]
    public static partial void HangUp(ILogger logger);

    [LoggerMessage(2015, LogLevel.Information, "A reload is asked for while one is under way; it follows")]
    public static partial void ReloadPostponed(ILogger logger);

    [LoggerMessage(2016, LogLevel.Information, "Reloaded: generation {Generation} serves with {Count} workers")]
    public static partial void Reloaded(ILogger logger, int generation, int count);

    [LoggerMessage(2017, LogLevel.Error, "Reload abandoned, generation {Generation} keeps serving: {Reason}")]
    public static partial void ReloadAbandoned(ILogger logger, int generation, string reason);

    [LoggerMessage(2018, LogLevel.Information, "Workers wanted: {Count}")]
    public static partial void Resized(ILogger logger, int count);

    [LoggerMessage(2019, LogLevel.Warning, "USR2 is ignored: {Reason}")]
    public static partial void NoUpgrade(ILogger logger, string reason);

    [LoggerMessage(2020, LogLevel.Critical, "An error in the master; it goes on")]
    public static partial void Unhandled(ILogger logger, Exception exception);

    [LoggerMessage(2030, LogLevel.Information, "Upgrading: a new master starts (pid:{Pid})")]
    public static partial void Upgrading(ILogger logger, int pid);

    [LoggerMessage(2031, LogLevel.Error, "The upgrade failed, this master goes on: {Reason}")]
    public static partial void UpgradeFailed(ILogger logger, string reason);

    [LoggerMessage(2032, LogLevel.Information, "The new master (pid:{Pid}) is ready after {Milliseconds} ms; both serve. TERM to {Own} completes the upgrade, TERM to {Pid} takes it back")]
    public static partial void SuccessorReady(ILogger logger, int pid, long milliseconds, int own);

    [LoggerMessage(2033, LogLevel.Warning, "The new master (pid:{Pid}) has ended ({Status}); this one goes on alone")]
    public static partial void SuccessorGone(ILogger logger, int pid, ExitStatus status);

    [LoggerMessage(2034, LogLevel.Information, "Master has been promoted: the older one (pid:{Pid}) is gone")]
    public static partial void Promoted(ILogger logger, int pid);

    [LoggerMessage(2021, LogLevel.Warning, "The master (pid:{Pid}) is gone; worker exiting")]
    public static partial void MasterGone(ILogger logger, int pid);

    [LoggerMessage(2022, LogLevel.Critical, "WORKER TIMEOUT (pid:{Pid}): {Reason}; the worker is replaced, and aborted if that does not end it")]
    public static partial void RequestTimeout(ILogger logger, int pid, string reason);

    [LoggerMessage(2023, LogLevel.Information, "Autorestarting worker (pid:{Pid}): {Reason}")]
    public static partial void Recycling(ILogger logger, int pid, string reason);

    [LoggerMessage(2024, LogLevel.Warning, "Worker (pid:{Pid}) was to be replaced, but its successor did not start: {Reason}. It goes on; the next try is in {Seconds} s")]
    public static partial void SuccessorFailed(ILogger logger, int pid, string reason, double seconds);

    [LoggerMessage(2040, LogLevel.Debug, "Reaped orphan with pid: {Pid}: {Status}")]
    public static partial void OrphanReaped(ILogger logger, int pid, ExitStatus status);

    [LoggerMessage(2041, LogLevel.Debug, "WINCH is ignored: it comes from the size of a terminal's window")]
    public static partial void WindowResized(ILogger logger);

    [LoggerMessage(2042, LogLevel.Information, "All {Count} workers leave; HUP or TTIN brings workers back")]
    public static partial void Withdrawing(ILogger logger, int count);
}
