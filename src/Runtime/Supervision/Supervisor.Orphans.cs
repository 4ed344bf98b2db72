using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>Buries what the kernel hands to the master as process 1 of a container.</summary>
internal sealed partial class Supervisor
{
    // A container that makes orphans faster than this at each pulse has another problem; the loop has other work too.
    private const int MostOrphansAtOnce = 1000;

    private readonly bool adoptsOrphans = Orphans.AreOurs;

    private void ReapOrphans()
    {
        if (!adoptsOrphans) return;
        for (int count = 0; count < MostOrphansAtOnce && Orphans.ReapNext(out ExitStatus status) is > 0 and int pid; count++)
            SupervisionLog.OrphanReaped(logger, pid, status);
    }
}
