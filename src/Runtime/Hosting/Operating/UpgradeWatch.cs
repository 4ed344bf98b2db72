using System.Diagnostics;
using Gatehouse.Supervision;

namespace Gatehouse.Hosting.Operating;

/// <summary>Follows an upgrade from before USR2 until the new master serves, by what the older one shows: in that itself, or beside it.</summary>
/// <param name="board">The older master's.</param>
internal sealed class UpgradeWatch(Scoreboard board)
{
    // A signal is acted on within a turn of the master's loop, and a process is spawned in it.
    private static readonly TimeSpan SpawnTime = TimeSpan.FromSeconds(5);

    private readonly MasterReading before = board.ReadMaster();
    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>Process id of the new master; 0 before it is there.</summary>
    public int Successor { get; private set; }

    /// <summary>Why there will be no upgrade; null while it may still come.</summary>
    public string? Failure { get; private set; }

    /// <summary>
    /// Looks once. True when it is settled: <see cref="Failure"/> says why not, or the older master knows that it may leave. That the new one's
    /// workers are ready is not enough: a master that is stopped before it has heard so takes the new one along.
    /// </summary>
    public bool Look()
    {
        if (before.Successor != 0) return Fail($"process {before.Successor} is there already, to follow process {before.Pid}");
        MasterReading now = board.ReadMaster();
        if (now.Successor != 0)
        {
            Successor = now.Successor;
            return now.IsSuccessorReady;
        }

        if (now.LastEvent is { } last && last.At != before.LastEvent?.At) return Fail(StatusTable.Printable(last.Text));
        if (Successor != 0) return Fail($"process {Successor} has ended; see its log");
        return Stopwatch.GetElapsedTime(start) > SpawnTime && Fail($"process {before.Pid} has started no successor; see its log");
    }

    private bool Fail(string reason)
    {
        Failure = reason;
        return true;
    }
}
