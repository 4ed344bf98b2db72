using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Proxy;

/// <summary>Finds the value that is so many from the right, over all header fields of one name.</summary>
internal readonly ref struct HeaderValues(RequestHead head, ReadOnlySpan<byte> bytes, int fromRight)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>
    /// Finds the value. Every field of the name counts, in order (RFC 9110 section 5.3): a client that sends a field of its own before
    /// the proxy's adds values on the left. A list with an unfinished quoted string has no values, nor has what stands beside it.
    /// </summary>
    /// <param name="name">Field name; null finds nothing.</param>
    /// <param name="value">The value, without the quotes of a quoted string.</param>
    public bool TryFind(string? name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (name is null) return false;

        // The last values seen, as a ring: the one wanted is the oldest once all are counted.
        Span<(int Start, int Length)> last = stackalloc (int, int)[TrustPolicy.MaxHops];
        int count = 0;
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (field.NameLength != name.Length
                || !Ascii.EqualsIgnoreCase(bytes.Slice(field.NameStart, field.NameLength), name))
            {
                continue;
            }

            var elements = new ListElements(bytes.Slice(field.ValueStart, field.ValueLength));
            while (elements.MoveNext()) last[count++ % fromRight] = (field.ValueStart + elements.Start, elements.Length);
            if (elements.IsMalformed) return false;
        }

        if (count < fromRight) return false;
        (int start, int length) = last[count % fromRight];
        value = Unquote(bytes.Slice(start, length));
        return true;
    }

    // A quote or backslash that is left over makes each of the values invalid: none of them may contain one.
    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> element) =>
        element.Length >= 2 && element[0] == '"' && element[^1] == '"' ? element[1..^1] : element;
}
