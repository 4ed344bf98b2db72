namespace Gatehouse.Supervision;

/// <summary>Why a worker was replaced other than by a reload, in kinds that can be counted.</summary>
internal enum RestartKind
{
    /// <summary>It ended by itself, or by a signal of its own.</summary>
    Crash,

    /// <summary>Somebody sent it SIGKILL: the kernel, when memory is short.</summary>
    Killed,

    /// <summary>It ended before it was ready.</summary>
    Start,

    /// <summary>It was stuck, or a request of it was.</summary>
    Timeout,

    MaxRequests,

    MaxMemory,

    MaxAge,
}
