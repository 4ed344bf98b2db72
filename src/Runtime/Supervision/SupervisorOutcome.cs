using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>How a master ended.</summary>
/// <param name="Started">A worker got ready at some time, or the master was told to stop before.</param>
/// <param name="WorkerStatus">If not: how the worker that failed the start ended.</param>
/// <param name="Reason">If not: why, in the worker's own words if it had any.</param>
internal sealed record SupervisorOutcome(bool Started, ExitStatus WorkerStatus, string? Reason)
{
    /// <summary>Gunicorn's WORKER_BOOT_ERROR.</summary>
    private const int WorkerBootError = 3;

    /// <summary>What the master's process should return: 0, or what the failed worker did, as a shell would say it.</summary>
    public int ExitCode =>
        Started ? 0
        : WorkerStatus.Signal != 0 ? 128 + WorkerStatus.Signal
        : WorkerStatus.Code != 0 ? WorkerStatus.Code
        : WorkerBootError;
}
