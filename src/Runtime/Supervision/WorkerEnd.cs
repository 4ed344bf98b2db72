using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>A worker that is gone.</summary>
/// <param name="Worker">Who it was.</param>
/// <param name="Status">How its process ended.</param>
/// <param name="Reason">Why, in the best words there are.</param>
/// <param name="Lifetime">Time since its spawn.</param>
/// <param name="IsExpected">Whether the master had told it to go.</param>
/// <param name="Counters">What it has counted; see <see cref="SlotLayout.Counters"/>.</param>
internal sealed record WorkerEnd(WorkerInfo Worker, ExitStatus Status, string Reason, TimeSpan Lifetime, bool IsExpected, long[] Counters);
