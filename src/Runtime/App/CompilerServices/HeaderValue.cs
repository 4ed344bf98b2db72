using System.ComponentModel;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Binds parameters to header fields. Text is what <see cref="Request.Headers"/> gives: ISO 8859-1, the lines of a repeated field joined.
/// Everything else is absent when empty, and must be there once. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HeaderValue
{
    /// <summary>A value that has to be there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Field name.</param>
    /// <exception cref="HttpStatusException">400: it is missing, repeated, or does not parse.</exception>
    public static T Required<T, TFormat>(Request request, string name)
        where TFormat : IValueFormat<T> =>
        TryRead<T, TFormat>(request, name, out T? value) ? value! : throw BindingProblem.Missing(ValueSource.Header, name);

    /// <summary>A value that may be absent, of a value type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Field name.</param>
    /// <exception cref="HttpStatusException">400: it is repeated, or does not parse.</exception>
    public static T? Nullable<T, TFormat>(Request request, string name)
        where T : struct
        where TFormat : IValueFormat<T> =>
        TryRead<T, TFormat>(request, name, out T value) ? value : null;

    /// <summary>A value that may be absent, of a reference type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Field name.</param>
    /// <exception cref="HttpStatusException">400: it is repeated, or does not parse.</exception>
    public static T? OrNull<T, TFormat>(Request request, string name)
        where T : class
        where TFormat : IValueFormat<T> =>
        TryRead<T, TFormat>(request, name, out T? value) ? value : null;

    /// <summary>The members of a field's list (RFC 9110 section 5.6.1), quotes kept; null where there is none.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TFormat">How they are written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Field name.</param>
    /// <exception cref="HttpStatusException">400: one does not parse, or a quoted string has no end.</exception>
    public static List<T>? List<T, TFormat>(Request request, string name)
        where TFormat : IValueFormat<T>
    {
        List<T>? values = null;
        for (int line = Next(request, name, 0); line >= 0; line = Next(request, name, line + 1))
        {
            ReadOnlySpan<byte> text = request.Headers.ValueBytesAt(line);
            var elements = new ListElements(text);
            while (elements.MoveNext()) (values ??= []).Add(Read<T, TFormat>(text.Slice(elements.Start, elements.Length), name));
            if (elements.IsMalformed) throw BindingProblem.Invalid(ValueSource.Header, name, "a list with commas between its members");
        }

        return values;
    }

    /// <summary>As <see cref="List"/>, as an array.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TFormat">How they are written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Field name.</param>
    /// <exception cref="HttpStatusException">400: one does not parse, or a quoted string has no end.</exception>
    public static T[]? Array<T, TFormat>(Request request, string name)
        where TFormat : IValueFormat<T> => List<T, TFormat>(request, name)?.ToArray();

    private static bool TryRead<T, TFormat>(Request request, string name, out T? value)
        where TFormat : IValueFormat<T>
    {
        value = default;
        if (typeof(T) == typeof(string))
        {
            value = (T?)(object?)request.Headers[name];
            return value is not null;
        }

        int line = Next(request, name, 0);
        if (line < 0) return false;
        ReadOnlySpan<byte> text = request.Headers.ValueBytesAt(line);
        if (Next(request, name, line + 1) >= 0) throw BindingProblem.Repeated(ValueSource.Header, name);
        if (text.IsEmpty) return false;
        value = Read<T, TFormat>(text, name);
        return true;
    }

    private static T Read<T, TFormat>(ReadOnlySpan<byte> text, string name)
        where TFormat : IValueFormat<T> =>
        typeof(T) == typeof(string)
            ? (T)(object)Encoding.Latin1.GetString(text)
            : EncodedValue.Decoded<T, TFormat>(text, ValueSource.Header, name);

    /// <summary>Index of the next field of a name; -1 where there is none.</summary>
    private static int Next(Request request, string name, int from)
    {
        ReadOnlySpan<HeaderField> fields = request.Head.Headers;
        for (int i = from; i < fields.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(request.Slice(fields[i].NameStart, fields[i].NameLength), name)) return i;
        }

        return -1;
    }
}
