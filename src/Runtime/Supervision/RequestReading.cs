namespace Gatehouse.Supervision;

/// <summary>A request that a worker is at, as far as its page has room for it.</summary>
/// <param name="Method">The method as it was sent.</param>
/// <param name="Path">The path as it was sent, without the query, which may hold secrets.</param>
/// <param name="StartedAt">When its handler was called, in milliseconds of the monotonic clock.</param>
internal readonly record struct RequestReading(string Method, string Path, long StartedAt)
{
    /// <summary>Method and path, safe to print.</summary>
    public override string ToString() => string.Concat($"{Method} {Path}".Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
