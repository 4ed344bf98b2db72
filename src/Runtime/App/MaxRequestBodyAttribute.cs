namespace Gatehouse;

/// <summary>
/// Bytes that the body of a request to this handler may have, in place of the setting <c>maxRequestBody</c>, larger or smaller.
/// More get 413 before the handler runs, where the client declares the length. The nginx site lets the largest through.
/// </summary>
/// <param name="size">Bytes, or a number with <c>k</c>, <c>m</c> or <c>g</c> of 2^10, 2^20 and 2^30, such as <c>50m</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class MaxRequestBodyAttribute(string size) : Attribute
{
    /// <summary>The size as declared.</summary>
    public string Size { get; } = size;
}
