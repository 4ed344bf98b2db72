namespace Gatehouse.Runtime.Tests.Load;

internal enum LoadFailure
{
    /// <summary>Nobody listened.</summary>
    Refused,

    /// <summary>The connection was reset, before or in an answer.</summary>
    Reset,

    /// <summary>The connection ended where an answer was due.</summary>
    EndBeforeAnswer,

    EndInAnswer,

    /// <summary>An answer came that is not the one to the request.</summary>
    WrongBytes,

    TimedOut,
}

/// <summary>A request that got no answer, or not its own.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Request">Its first line; empty where no connection was to be had.</param>
/// <param name="Worker">Process id of the worker that answered on the connection before; 0 where none has.</param>
/// <param name="SentAt">When, in milliseconds of <see cref="Environment.TickCount64"/>.</param>
/// <param name="FailedAt">When it was seen to fail.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record FailedRequest(LoadFailure Kind, string Request, int Worker, long SentAt, long FailedAt, string Detail);
