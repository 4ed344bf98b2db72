namespace Gatehouse.Supervision;

/// <summary>What a worker tells with each beat.</summary>
/// <param name="Requests">Requests answered since it started.</param>
/// <param name="InFlight">Requests it is at now.</param>
internal readonly record struct WorkerCounters(long Requests, int InFlight);
