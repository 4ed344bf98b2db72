using System.Collections.Concurrent;
using Gatehouse.Linux;

namespace Gatehouse.Loop;

/// <summary>
/// One thread's event loop: readiness of descriptors, deadlines, and a mailbox for other threads. Everything but
/// <see cref="Post(SendOrPostCallback, object?)"/> and <see cref="Stop"/> is for the loop's own thread, or for the time before it runs.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private readonly Epoll epoll = new();
    private readonly EventFd wake = new();
    private readonly DeadlineHeap deadlines = new();
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> mailbox = new();
    private Pollable?[] watched = new Pollable?[64];
    private int wakePending;
    private bool postedFromLoop;
    private int threadId;
    private volatile bool stopping;

    public EventLoop()
    {
        Context = new LoopSynchronizationContext(this);
        epoll.Add(wake.Descriptor, PollEvents.In);
        ReadClock();
    }

    /// <summary>Called with whatever a callback lets escape. The loop goes on.</summary>
    public Action<Exception>? OnUnhandledException { get; set; }

    /// <summary>Called at the end of each wake-up, after everything that was ready has run.</summary>
    public Action? OnWakeUpDone { get; set; }

    public LoopSynchronizationContext Context { get; }

    /// <summary>How often the loop has woken up: to tell two wake-ups apart.</summary>
    public long WakeUps { get; private set; }

    /// <summary>Milliseconds on a monotonic clock, read once per wake-up.</summary>
    public long Now { get; private set; }

    /// <summary>Milliseconds since <see cref="Now"/> was read: how long this wake-up has taken so far.</summary>
    public long ElapsedInTurn => Environment.TickCount64 - Now;

    public bool InLoop => threadId == Environment.CurrentManagedThreadId;

    /// <summary>Runs until <see cref="Stop"/>. The calling thread becomes the loop's.</summary>
    public void Run()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        threadId = Environment.CurrentManagedThreadId;
        SynchronizationContext.SetSynchronizationContext(Context);
        try
        {
            while (!stopping) RunOnce();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
            threadId = 0;
        }
    }

    /// <summary>Lets <see cref="Run"/> return after the current wake-up. From any thread.</summary>
    public void Stop()
    {
        stopping = true;
        Wake();
    }

    /// <summary>Runs a callback on the loop's thread, in order. From any thread.</summary>
    public void Post(SendOrPostCallback callback, object? state)
    {
        mailbox.Enqueue((callback, state));
        Wake();
    }

    /// <summary>Runs a callback on the loop's thread, in order. From any thread.</summary>
    public void Post(Action callback) => Post(static state => ((Action)state!)(), callback);

    /// <summary>Awaiting it goes on on the loop's thread.</summary>
    public LoopSwitch SwitchTo() => new(this);

    public void Watch(int fd, PollEvents interest, Pollable owner)
    {
        if (fd >= watched.Length) Array.Resize(ref watched, Math.Max(fd + 1, watched.Length * 2));
        epoll.Add(fd, interest);
        watched[fd] = owner;
    }

    /// <summary>Watches a descriptor for something else. What it is ready for by now is reported (epoll_ctl(2), EPOLL_CTL_MOD).</summary>
    public void Rewatch(int fd, PollEvents interest) => epoll.Change(fd, interest);

    /// <summary>Forgets a descriptor that stays open.</summary>
    public void Unwatch(int fd)
    {
        if (watched[fd] is null) return;
        watched[fd] = null;
        epoll.Remove(fd);
    }

    /// <summary>Forgets a descriptor and closes it, which takes it out of the epoll instance too.</summary>
    public void Close(int fd)
    {
        if (fd < watched.Length) watched[fd] = null;
        Libc.Close(fd);
    }

    public void SetDeadline(Deadline deadline, long due) => deadlines.Set(deadline, due);

    public void ClearDeadline(Deadline deadline) => deadlines.Remove(deadline);

    /// <summary>Calls back once, after a delay.</summary>
    /// <returns>The timer, for <see cref="ClearDeadline"/>.</returns>
    public LoopTimer After(TimeSpan delay, Action callback)
    {
        var timer = new LoopTimer(callback);
        deadlines.Set(timer, Now + (long)Math.Ceiling(delay.TotalMilliseconds));
        return timer;
    }

    public void Dispose()
    {
        epoll.Dispose();
        wake.Dispose();
    }

    private void RunOnce()
    {
        int ready = epoll.Wait(WaitTime());
        ReadClock();
        WakeUps++;
        for (int i = 0; i < ready; i++)
        {
            int fd = epoll.DescriptorAt(i);
            if (fd == wake.Descriptor)
            {
                wake.Clear();
                continue;
            }

            Pollable? owner = watched[fd];
            if (owner is null) continue;
            try
            {
                owner.OnReady(epoll.EventsAt(i));
            }
            catch (Exception e) when (OnUnhandledException is not null)
            {
                OnUnhandledException(e);
            }
        }

        RunMailbox();
        RunDeadlines();
        OnWakeUpDone?.Invoke();
    }

    private int WaitTime()
    {
        if (postedFromLoop) return 0;
        long next = deadlines.Next;
        return next == Deadline.Never ? -1 : (int)Math.Clamp(next - Environment.TickCount64, 0, int.MaxValue);
    }

    private void RunMailbox()
    {
        if (!postedFromLoop && Volatile.Read(ref wakePending) == 0) return;

        // Cleared, with a full fence, before the queue is read: what is queued after this signals anew. Callbacks that were
        // posted by these callbacks wait for the next round, so that they cannot starve the descriptors.
        Interlocked.Exchange(ref wakePending, 0);
        postedFromLoop = false;
        for (int count = mailbox.Count; count > 0 && mailbox.TryDequeue(out var item); count--)
        {
            try
            {
                item.Callback(item.State);
            }
            catch (Exception e) when (OnUnhandledException is not null)
            {
                OnUnhandledException(e);
            }
        }
    }

    private void RunDeadlines()
    {
        while (deadlines.TakeDue(Now) is { } due)
        {
            try
            {
                due.OnDue();
            }
            catch (Exception e) when (OnUnhandledException is not null)
            {
                OnUnhandledException(e);
            }
        }
    }

    private void ReadClock() => Now = Environment.TickCount64;

    private void Wake()
    {
        // On the loop's own thread the queue is looked at before the next wait.
        if (InLoop) postedFromLoop = true;
        else if (Interlocked.Exchange(ref wakePending, 1) == 0) wake.Signal();
    }
}
