namespace Gatehouse.CompilerServices;

/// <summary>Waits for a body that has to be read before a handler runs.</summary>
internal static class BodyWait
{
    /// <summary>
    /// A synchronous handler that has a thread of its own keeps it: it would otherwise go on where the body came in, which is the loop,
    /// and hold that up. On the loop the wait gives way.
    /// </summary>
    public static ValueTask<T> On<T>(Request request, ValueTask<T> body)
    {
        if (body.IsCompleted || request.Exchange.OnLoopThread) return body;
        return new ValueTask<T>(body.AsTask().GetAwaiter().GetResult());
    }
}
