using System.Runtime.CompilerServices;

namespace Gatehouse.Green;

/// <summary>
/// A green thread: an asynchronous method that runs on its loop between two awaits, with a name that others can kill,
/// join and hang values on. Its cost is that of an async method; a thousand of them need no operating-system thread.
/// </summary>
/// <remarks>
/// A kill is heard at the next <see cref="Sleep"/> or <see cref="Yield"/>, and by everything that was given
/// <see cref="Killed"/>; a handler that never awaits holds its loop, as a Gevent greenlet holds its hub.
/// </remarks>
public sealed class GreenThread
{
    private static readonly AsyncLocal<GreenThread?> CurrentThread = new();

    private readonly CancellationTokenSource killed = new();
    private Dictionary<object, object?>? locals;

    private GreenThread()
    {
    }

    /// <summary>The green thread that runs now; null outside of one.</summary>
    public static GreenThread? Current => CurrentThread.Value;

    /// <summary>Completes when the thread has ended; fails with what it threw, <see cref="GreenThreadKilledException"/> after a kill.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Cancelled when the thread is killed. Pass it to what the thread waits for.</summary>
    public CancellationToken Killed => killed.Token;

    internal Dictionary<object, object?> Locals => locals ??= [];

    /// <summary>Starts a green thread. It runs at once, until its first wait.</summary>
    /// <param name="body">What it does.</param>
    /// <returns>The running thread.</returns>
    public static GreenThread Spawn(Func<ValueTask> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var thread = new GreenThread();
        thread.Completion = thread.RunAsync(body);
        return thread;
    }

    /// <summary>Lets others run for a time.</summary>
    /// <param name="duration">How long; zero or more.</param>
    /// <exception cref="GreenThreadKilledException">The thread was killed meanwhile.</exception>
    public static async ValueTask Sleep(TimeSpan duration)
    {
        try
        {
            await Task.Delay(duration, Current?.Killed ?? CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            throw new GreenThreadKilledException();
        }
    }

    /// <summary>Lets everything else that is ready run first.</summary>
    /// <exception cref="GreenThreadKilledException">The thread was killed meanwhile.</exception>
    public static async ValueTask Yield()
    {
        await Task.Yield();
        if (Current is { Killed.IsCancellationRequested: true }) throw new GreenThreadKilledException();
    }

    /// <summary>
    /// Runs a piece of work as a green thread of its own and kills it when it takes too long (Gevent's <c>with_timeout</c>).
    /// </summary>
    /// <typeparam name="T">What the work returns.</typeparam>
    /// <param name="limit">How long it may take; more than zero.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public static async ValueTask<T> WithTimeout<T>(TimeSpan limit, Func<ValueTask<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        T result = default!;
        GreenThread thread = Spawn(async () => result = await work());
        using CancellationTokenRegistration whenKilled = (Current?.Killed ?? CancellationToken.None)
            .UnsafeRegister(static state => ((GreenThread)state!).Kill(), thread);
        try
        {
            await thread.Completion.WaitAsync(limit);
            return result;
        }
        catch (TimeoutException)
        {
            thread.Kill();
            throw new TimeoutException($"The work took longer than {limit.TotalSeconds} s.");
        }
    }

    /// <summary>Asks the thread to end; it hears of it at its next wait. Does nothing to one that has ended.</summary>
    public void Kill() => killed.Cancel();

    /// <summary>Waits for the end of the thread.</summary>
    public TaskAwaiter GetAwaiter() => Completion.GetAwaiter();

    private async Task RunAsync(Func<ValueTask> body)
    {
        CurrentThread.Value = this;
        try
        {
            await body();
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            throw new GreenThreadKilledException();
        }
    }
}

/// <summary>A green thread was killed; Gevent's <c>GreenletExit</c>.</summary>
public sealed class GreenThreadKilledException() : Exception("The green thread was killed.");
