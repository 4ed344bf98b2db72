using Gatehouse.Linux;
using Gatehouse.Loop;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Supervision;

/// <summary>
/// The master: spawns workers, replaces those that die, reloads and stops them on signals. One loop on the thread that calls
/// <see cref="Run"/>; it never waits for a worker or a disk, and nothing happens outside the loop.
/// </summary>
internal sealed partial class Supervisor
{
    private readonly WorkerPlan firstPlan;
    private readonly SupervisorHooks hooks;
    private readonly ILogger logger;
    private readonly ProcessCommand command;
    private readonly EventLoop loop = new();
    private readonly Scoreboard scoreboard = Scoreboard.Create();
    private readonly List<SupervisedWorker> workers = [];
    private Generation current = null!;
    private Generation? incoming;
    private int generations;
    private long restarts;
    private bool everReady;
    private SupervisorOutcome? failure;

    public Supervisor(WorkerPlan plan, SupervisorHooks hooks, ILogger logger, ProcessCommand? command = null)
    {
        firstPlan = plan;
        this.hooks = hooks;
        this.logger = logger;
        this.command = command ?? ProcessCommand.OfThisProcess;
    }

    /// <summary>Supervises until a signal, the token or a failed start ends it, and all workers are gone. Once.</summary>
    /// <param name="stop">Stops gracefully, as SIGTERM does.</param>
    public SupervisorOutcome Run(CancellationToken stop = default)
    {
        loop.OnUnhandledException = e => SupervisionLog.Unhandled(logger, e);
        Signals.HeedIgnored(Signals.Child);
        try
        {
            using var signals = new SignalSource(HeardSignals, signal => loop.Post(() => OnSignal(signal)));
            using CancellationTokenRegistration registration = stop.Register(() => loop.Post(() => Stop(StopLevel.Graceful)));
            current = NewGeneration(firstPlan);
            scoreboard.SetMaster(MasterLayout.StartedAt, loop.Now);
            scoreboard.SetMaster(MasterLayout.Generation, current.Number);
            scoreboard.SetMaster(MasterLayout.Wanted, current.Seats.Count);
            scoreboard.SetMaster(MasterLayout.State, (long)MasterState.Starting);
            StartTicking();
            WatchPredecessor();
            Populate(current);
            StartPulse();
            loop.Run();
            SupervisionLog.ShutDown(logger);
            return failure ?? new SupervisorOutcome(true, ExitStatus.Unknown, null);
        }
        finally
        {
            Call(hooks.OnEnding);

            // Empty, unless the loop itself failed.
            foreach (SupervisedWorker worker in workers.ToArray())
            {
                worker.Process.Signal(Signals.Kill);
                Forget(worker);
            }

            ForgetNext();
            current?.Dispose();
            incoming?.Dispose();
            scoreboard.Dispose();
            loop.Dispose();
        }
    }

    /// <summary>Looks after a worker of which the loop has reported something: what it says first, then whether it is still there.</summary>
    internal void Attend(SupervisedWorker worker)
    {
        Span<byte> message = stackalloc byte[MessageSocket.MaxMessage];
        while (worker.Channel >= 0)
        {
            int length = MessageSocket.Receive(worker.Channel, message);
            if (length < 0) break;
            if (length == 0) CloseChannel(worker);
            else if (message[0] == WorkerMessage.Ready) OnWorkerReady(worker);
            else if (message[0] == WorkerMessage.Failed) worker.EndReason ??= WorkerMessage.Text(message[..length]);
            else if (message[0] == WorkerMessage.Exhausted) Recycle(worker, RestartKind.MaxRequests, WorkerMessage.Text(message[..length]));
        }

        if (worker.Process.PidFd >= 0 && worker.Process.TryReap(out ExitStatus status)) OnWorkerExited(worker, status);
    }

    /// <summary>A worker was not ready, or not gone, by its deadline.</summary>
    internal void OnOverdue(SupervisedWorker worker)
    {
        if (worker is { Aborts: 1, StopLevel: StopLevel.None })
        {
            Abort(worker);
            return;
        }

        if (worker.StopLevel == StopLevel.None && !worker.IsAborted)
        {
            worker.EndReason = $"it was not ready within {Seconds(loop.Now - worker.SpawnedAt)} s";
            SupervisionLog.NotReadyInTime(logger, worker.Pid, Seconds(loop.Now - worker.SpawnedAt));
        }
        else
        {
            SupervisionLog.Killing(logger, worker.Pid);
        }

        Tell(worker, StopLevel.Kill);
    }

    private static double Seconds(long milliseconds) => Math.Round(milliseconds / 1000.0, 1);

    private Generation NewGeneration(WorkerPlan plan)
    {
        var generation = new Generation(++generations, plan, OnSeatDue);
        for (int count = Math.Clamp(plan.Workers + adjustment, 1, Scoreboard.MaxWorkers); count > 0; count--) generation.AddSeat();
        return generation;
    }

    /// <summary>Fills every seat that nobody is in.</summary>
    private void Populate(Generation generation)
    {
        foreach (Seat seat in generation.Seats)
        {
            if (seat.Worker is null && !Fill(seat)) break;
        }
    }

    private void OnSeatDue(Seat seat)
    {
        if (seat.Worker is null) Fill(seat);
        else RecycleNext();
    }

    /// <summary>Puts a new worker into a seat.</summary>
    private bool Fill(Seat seat)
    {
        if (stopping != StopLevel.None) return false;
        try
        {
            seat.Worker = Spawn(seat);
            return true;
        }
        catch (IOException e)
        {
            SupervisionLog.SpawnFailed(logger, seat.Index, e.Message);
            OnSeatLost(seat, null, ExitStatus.Unknown, e.Message);
            return false;
        }
    }

    private SupervisedWorker Spawn(Seat seat)
    {
        AnnounceSpawn(seat);
        Generation generation = seat.Generation;
        seat.Listeners = generation.Plan.Listeners(seat.Index);
        int slot = scoreboard.Take(seat.Index, generation.Number, loop.Now);
        (int own, int other) = MessageSocket.CreatePair();
        try
        {
            var summons = new WorkerSummons
            {
                Verb = generation.Plan.Verb,
                Master = Libc.GetPid(),
                Index = seat.Index,
                Generation = generation.Number,
                Slot = slot,
                Channel = other,
                Scoreboard = scoreboard.Descriptor,
                Settings = generation.Settings,
                BeatInterval = BeatInterval(generation.Plan.Timeout),
                GracefulTimeout = generation.Plan.GracefulTimeout,
                Listeners = seat.Listeners,
            };
            ChildProcess process = ProcessSpawner.Spawn(new SpawnRequest(command)
            {
                Inherit = summons.Descriptors,
                Environment = new Dictionary<string, string> { [WorkerSummons.Variable] = summons.ToString() },
            });
            scoreboard.SetPid(slot, process.Pid);
            var worker = new SupervisedWorker(seat, process, own, slot, loop.Now, this);
            workers.Add(worker);
            SupervisionLog.Booting(logger, worker.Pid, seat.Index, generation.Number);
            ReleaseWaiting(seat);
            ShowHistory(worker);
            loop.Watch(own, PollEvents.In, worker);
            loop.Watch(process.PidFd, PollEvents.In, worker);
            if (generation.Plan.ReadyTimeout > TimeSpan.Zero)
                loop.SetDeadline(worker, loop.Now + (long)generation.Plan.ReadyTimeout.TotalMilliseconds);
            return worker;
        }
        catch
        {
            Libc.Close(own);
            scoreboard.Release(slot);
            throw;
        }
        finally
        {
            Libc.Close(other);
        }
    }

    private void OnWorkerReady(SupervisedWorker worker)
    {
        if (worker.IsReady || worker.StopLevel != StopLevel.None) return;
        worker.ReadyAt = loop.Now;
        worker.LastBeat = (0, loop.Now);
        loop.ClearDeadline(worker);
        scoreboard.SetReady(worker.Slot, loop.Now);
        SupervisionLog.WorkerReady(logger, worker.Pid, loop.Now - worker.SpawnedAt);
        AnnounceReady(worker);
        if (!everReady)
        {
            everReady = true;
            scoreboard.SetMaster(MasterLayout.State, (long)MasterState.Serving);
            Call(hooks.OnReady);
            if (reloadWanted) Reload();
        }

        if (worker.MissedReopen) worker.Process.Signal(Signals.User1);
        if (worker.Seat.Successor == worker) TakeOver(worker.Seat);
        else if (worker.Seat.Generation == incoming) OnIncomingReady(incoming);
        AnswerPredecessor();
    }

    private void OnWorkerExited(SupervisedWorker worker, ExitStatus status)
    {
        Seat seat = worker.Seat;
        string reason = worker.EndReason ?? status.ToString();
        WorkerEnd end = DescribeEnd(worker, status);
        LogExit(worker, status);
        Forget(worker, keepSlot: stopping == StopLevel.None && seat.Worker == worker && seat.Successor is null);
        Call(() => hooks.OnWorkerExit?.Invoke(end));
        if (stopping != StopLevel.None)
        {
            if (workers.Count == 0) loop.Stop();
            return;
        }

        if (seat.Successor == worker)
        {
            OnSuccessorLost(seat, reason);
        }
        else if (seat.Worker == worker && seat.Successor is not null)
        {
            Succeed(worker, KindOf(worker, status), reason);
        }
        else if (seat.Worker == worker)
        {
            seat.Worker = null;
            seat.WaitingSlot = worker.Slot;
            scoreboard.SetReason(worker.Slot, loop.Now, reason);
            long? servedFor = loop.Now - worker.ReadyAt;
            Count(seat, KindOf(worker, status), reason);
            if (MayBeGroupSignal(worker, status)) OnSeatLeft(seat, servedFor, status, reason);
            else OnSeatLost(seat, servedFor, status, reason);
        }

        if (recycled != worker) return;
        recycled = null;
        RecycleNext();
    }

    /// <summary>A seat has lost its worker, or could not get one.</summary>
    private void OnSeatLost(Seat seat, long? servedFor, ExitStatus status, string reason)
    {
        if (seat.Generation == incoming)
        {
            Abandon(incoming, $"worker {seat.Index} did not start: {reason}");
        }
        else if (IsOnTrial)
        {
            failure = new SupervisorOutcome(false, status, reason);
            SupervisionLog.StartFailed(logger, reason);
            Stop(StopLevel.Quick);
        }
        else
        {
            long delay = seat.BackOff.AfterDeath(servedFor);
            if (delay > 0) SupervisionLog.BackingOff(logger, seat.Index, Seconds(delay), reason);
            loop.SetDeadline(seat, loop.Now + delay);
        }
    }

    private void LogExit(SupervisedWorker worker, ExitStatus status)
    {
        if (worker.StopLevel != StopLevel.None || worker.IsAborted || MayBeGroupSignal(worker, status)) SupervisionLog.Exiting(logger, worker.Pid, status);
        else if (status.Signal == Signals.Kill) SupervisionLog.WasKilled(logger, worker.Pid);
        else SupervisionLog.Died(logger, worker.Pid, status, worker.EndReason);
    }

    /// <param name="worker">It is gone.</param>
    /// <param name="keepSlot">Whether its page stays, to say why, until its seat has the next worker.</param>
    private void Forget(SupervisedWorker worker, bool keepSlot = false)
    {
        CloseChannel(worker);
        loop.Unwatch(worker.Process.PidFd);
        worker.Process.Dispose();
        loop.ClearDeadline(worker);
        scoreboard.Retire(worker.Slot);
        if (!keepSlot) scoreboard.Release(worker.Slot);
        workers.Remove(worker);
    }

    private void ReleaseWaiting(Seat seat)
    {
        if (seat.WaitingSlot < 0) return;
        scoreboard.Release(seat.WaitingSlot);
        seat.WaitingSlot = -1;
    }

    private void CloseChannel(SupervisedWorker worker)
    {
        if (worker.Channel < 0) return;
        loop.Close(worker.Channel);
        worker.Channel = -1;
    }

    private void Call(Action? hook)
    {
        try
        {
            hook?.Invoke();
        }
        catch (Exception e)
        {
            SupervisionLog.Unhandled(logger, e);
        }
    }
}
