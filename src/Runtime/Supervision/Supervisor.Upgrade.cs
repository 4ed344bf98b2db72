using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>
/// The upgrade of the master itself (USR2): the program on disk is started as a second master on the same sockets. Both serve until the operator
/// ends one of them: the older one to go on with the new program, the newer one to go back.
/// </summary>
internal sealed partial class Supervisor
{
    private NextMaster? next;

    /// <summary>The older master that started this one; null if it was started by anybody else.</summary>
    public Predecessor? Predecessor { get; init; }

    /// <summary>A worker that does not start ends this master: nothing depends on it yet.</summary>
    private bool IsOnTrial => !everReady || Predecessor is { IsAnswered: false, IsGone: false };

    private bool HasPredecessor => Predecessor is { IsGone: false };

    private void Upgrade()
    {
        if (stopping != StopLevel.None) return;
        string? refusal =
            hooks.Upgrade is null ? "nothing here can be handed on"
            : Libc.GetPid() == 1 ? "a container ends with its process 1, which is this one"
            : next is not null ? $"the successor (pid:{next.Process.Pid}) is there already"
            : HasPredecessor ? $"the predecessor (pid:{Predecessor!.Pid}) is still there"
            : !everReady ? "no worker is ready yet"
            : null;
        if (refusal is not null)
        {
            SupervisionLog.NoUpgrade(logger, refusal);
            scoreboard.SetEvent(loop.Now, $"upgrade refused: {refusal}");
            return;
        }

        try
        {
            next = SpawnNext(hooks.Upgrade!());
            scoreboard.SetMaster(MasterLayout.SuccessorReady, 0);
            scoreboard.SetMaster(MasterLayout.Successor, next.Process.Pid);
            SupervisionLog.Upgrading(logger, next.Process.Pid);
        }
        catch (IOException e)
        {
            FailUpgrade(e.Message);
        }
    }

    private NextMaster SpawnNext(UpgradeOffer offer)
    {
        (int own, int other) = MessageSocket.CreatePair();
        try
        {
            ChildProcess process = ProcessSpawner.Spawn(new SpawnRequest(command)
            {
                Inherit = [.. offer.Descriptors, other],
                Environment = new Dictionary<string, string> { [Predecessor.Variable] = Predecessor.Write(other, offer) },
            });
            var spawned = new NextMaster(process, own, loop.Now, AttendNext);
            loop.Watch(own, PollEvents.In, spawned);
            loop.Watch(process.PidFd, PollEvents.In, spawned);
            return spawned;
        }
        catch
        {
            Libc.Close(own);
            throw;
        }
        finally
        {
            Libc.Close(other);
        }
    }

    private void AttendNext()
    {
        if (next is not { } newer) return;
        Span<byte> message = stackalloc byte[MessageSocket.MaxMessage];
        while (newer.Channel >= 0)
        {
            int length = MessageSocket.Receive(newer.Channel, message);
            if (length < 0) break;
            if (length == 0) CloseChannel(newer);
            else if (message[0] == WorkerMessage.Failed) newer.EndReason ??= WorkerMessage.Text(message[..length]);
            else if (message[0] == WorkerMessage.Ready) OnNextReady(newer, WorkerMessage.Text(message[..length]));
        }

        if (newer.Process.TryReap(out ExitStatus status)) OnNextExited(newer, status);
    }

    private void OnNextReady(NextMaster newer, string taken)
    {
        newer.IsReady = true;
        SupervisionLog.SuccessorReady(logger, newer.Process.Pid, loop.Now - newer.SpawnedAt, Libc.GetPid());
        Call(() => newer.Listeners = hooks.OnSuccessorReady?.Invoke(newer.Process.Pid, taken) ?? []);
        scoreboard.SetMaster(MasterLayout.SuccessorReady, 1);
    }

    private void OnNextExited(NextMaster newer, ExitStatus status)
    {
        ForgetNext();
        string end = $"the new master (pid:{newer.Process.Pid}) ended: {status}";
        if (newer.IsReady)
        {
            SupervisionLog.SuccessorGone(logger, newer.Process.Pid, status);
            scoreboard.SetEvent(loop.Now, end);
        }
        else
        {
            FailUpgrade(newer.EndReason ?? end);
        }

        // Last: whoever sees that it is gone finds the reason beside it.
        scoreboard.SetMaster(MasterLayout.Successor, 0);
        Call(hooks.OnSuccessorGone);
    }

    private void FailUpgrade(string reason)
    {
        SupervisionLog.UpgradeFailed(logger, reason);
        scoreboard.SetEvent(loop.Now, $"upgrade failed: {reason}");
    }

    private void CloseChannel(NextMaster newer)
    {
        if (newer.Channel < 0) return;
        loop.Close(newer.Channel);
        newer.Channel = -1;
    }

    private void ForgetNext()
    {
        if (next is null) return;
        CloseChannel(next);
        loop.Unwatch(next.Process.PidFd);
        next.Process.Dispose();
        next = null;
    }

    private void WatchPredecessor()
    {
        if (Predecessor is null) return;
        scoreboard.SetMaster(MasterLayout.Predecessor, Predecessor.Pid);
        Predecessor.Watch(loop, () =>
        {
            Call(hooks.OnPromoted);

            // Whoever waits for either of these finds the pid file and the control socket in their places.
            SupervisionLog.Promoted(logger, Predecessor.Pid);
            scoreboard.SetMaster(MasterLayout.Predecessor, 0);
        });
    }

    /// <summary>A worker has become ready: perhaps the last one that the older master waits for.</summary>
    private void AnswerPredecessor()
    {
        if (Predecessor is not { IsAnswered: false } || !current.IsReady) return;
        try
        {
            Predecessor.ReportReady(hooks.OnUpgraded?.Invoke() ?? "");
        }
        catch (IOException e)
        {
            failure = new SupervisorOutcome(false, ExitStatus.Unknown, e.Message);
            SupervisionLog.StartFailed(logger, e.Message);
            Stop(StopLevel.Quick);
        }
    }

    /// <summary>The service ends, and with it an upgrade that has not got there.</summary>
    private void StopNext()
    {
        if (next is { IsReady: false }) next.Process.Signal(Signals.Terminate);
    }
}
