using System.Threading.Tasks.Sources;

namespace Gatehouse.Serving;

/// <summary>
/// A wait of a handler for its connection, used over and over. Completed on the loop's thread, it resumes the handler
/// there at once instead of posting it.
/// </summary>
internal sealed class CompletionSource : IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> core;

    public bool IsWaiting { get; private set; }

    public ValueTask<int> Wait()
    {
        core.Reset();
        IsWaiting = true;
        return new ValueTask<int>(this, core.Version);
    }

    public void SetResult(int result)
    {
        IsWaiting = false;
        core.SetResult(result);
    }

    public void SetException(Exception exception)
    {
        IsWaiting = false;
        core.SetException(exception);
    }

    int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);
}
