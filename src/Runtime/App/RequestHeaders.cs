using System.Text;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>
/// The header fields of a request, in the order received. Names compare without regard to case (RFC 9110 section 5.1);
/// <c>X_Name</c> and <c>X-Name</c> are different names.
/// </summary>
public readonly struct RequestHeaders
{
    private readonly Request request;

    internal RequestHeaders(Request request) => this.request = request;

    /// <summary>Number of header fields.</summary>
    public int Count => request.Head.HeaderCount;

    /// <summary>
    /// Value of a field; of a repeated field, the values joined with <c>", "</c> (RFC 9110 section 5.2). Null where there is none.
    /// </summary>
    /// <param name="name">Field name.</param>
    public string? this[string name]
    {
        get
        {
            string? result = null;
            foreach (ref readonly HeaderField field in request.Head.Headers)
            {
                if (!Ascii.EqualsIgnoreCase(request.Slice(field.NameStart, field.NameLength), name)) continue;
                string value = Encoding.Latin1.GetString(request.Slice(field.ValueStart, field.ValueLength));
                result = result is null ? value : $"{result}, {value}";
            }

            return result;
        }
    }

    /// <summary>Name of the field at an index, as it was received.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public string NameAt(int index)
    {
        ref readonly HeaderField field = ref request.Head.Headers[index];
        return Encoding.ASCII.GetString(request.Slice(field.NameStart, field.NameLength));
    }

    /// <summary>Value of the field at an index, without surrounding white space.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public string ValueAt(int index) => Encoding.Latin1.GetString(ValueBytesAt(index));

    /// <summary>Value of the field at an index, as it lies in the receive buffer.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> ValueBytesAt(int index)
    {
        ref readonly HeaderField field = ref request.Head.Headers[index];
        return request.Slice(field.ValueStart, field.ValueLength);
    }

    /// <summary>Whether a field is present.</summary>
    /// <param name="name">Field name.</param>
    public bool Contains(string name)
    {
        foreach (ref readonly HeaderField field in request.Head.Headers)
        {
            if (Ascii.EqualsIgnoreCase(request.Slice(field.NameStart, field.NameLength), name)) return true;
        }

        return false;
    }
}
