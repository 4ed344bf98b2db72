using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Proxy;

/// <summary>Whether a list of header values has the one that was asked for.</summary>
internal enum ValueState
{
    Missing,
    Found,

    /// <summary>A quoted string has no end: nobody can say what the values are.</summary>
    Malformed,
}

/// <summary>Finds the value that is so many from the right, over all header fields of one name.</summary>
internal readonly ref struct HeaderValues(RequestHead head, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>
    /// Finds the value. Every field of the name counts, in order (RFC 9110 section 5.3): a client that sends a field of its own before
    /// the proxy's adds values on the left. A list with an unfinished quoted string has no values, nor has what stands beside it.
    /// </summary>
    /// <param name="name">Field name.</param>
    /// <param name="fromRight">1 for the last value, at most <see cref="TrustPolicy.MaxHops"/>.</param>
    /// <param name="mayQuote">
    /// Quoted strings may be part of a value. Else a quote can only be around a whole one: what a proxy has put behind a comma must not
    /// become part of what stands before it.
    /// </param>
    /// <param name="value">The value; of a malformed list, the field that is.</param>
    public ValueState Find(string name, int fromRight, bool mayQuote, out ReadOnlySpan<byte> value)
    {
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

            value = bytes.Slice(field.ValueStart, field.ValueLength);
            var elements = new ListElements(value);
            while (elements.MoveNext())
            {
                if (!mayQuote && HasStrayQuote(value.Slice(elements.Start, elements.Length))) return ValueState.Malformed;
                last[count++ % fromRight] = (field.ValueStart + elements.Start, elements.Length);
            }

            if (elements.IsMalformed) return ValueState.Malformed;
        }

        value = default;
        if (count < fromRight) return ValueState.Missing;
        (int start, int length) = last[count % fromRight];
        value = bytes.Slice(start, length);
        return ValueState.Found;
    }

    private static bool HasStrayQuote(ReadOnlySpan<byte> element)
    {
        if (!element.Contains((byte)'"')) return false;
        return element is not [(byte)'"', .., (byte)'"'] || element[1..^1].IndexOfAny((byte)'"', (byte)',', (byte)'\\') >= 0;
    }

    /// <summary>The first value that is no element of RFC 7239, over all Forwarded fields; empty where there is none.</summary>
    public ReadOnlySpan<byte> FirstThatIsNoElement()
    {
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (!Ascii.EqualsIgnoreCase(bytes.Slice(field.NameStart, field.NameLength), "Forwarded"u8)) continue;
            ReadOnlySpan<byte> list = bytes.Slice(field.ValueStart, field.ValueLength);
            var elements = new ListElements(list);
            while (elements.MoveNext())
            {
                ReadOnlySpan<byte> element = list.Slice(elements.Start, elements.Length);
                if (!ForwardedElement.TryParse(element, out _)) return element;
            }

            if (elements.IsMalformed) return list;
        }

        return default;
    }
}
