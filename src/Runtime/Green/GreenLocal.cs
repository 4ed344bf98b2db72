namespace Gatehouse.Green;

/// <summary>A variable of which every green thread has its own (Gevent's <c>local</c>).</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class GreenLocal<T>
{
    /// <summary>The running green thread's value; the type's default until it was set.</summary>
    /// <exception cref="InvalidOperationException">No green thread is running.</exception>
    public T? Value
    {
        get => Locals.TryGetValue(this, out object? value) ? (T?)value : default;
        set => Locals[this] = value;
    }

    private static Dictionary<object, object?> Locals =>
        (GreenThread.Current ?? throw new InvalidOperationException("No green thread is running here.")).Locals;
}
