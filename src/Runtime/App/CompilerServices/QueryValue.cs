using System.ComponentModel;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Binds parameters to the query. A name without a value, as a form sends it for an empty field, is as good as absent for everything
/// but text. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class QueryValue
{
    /// <summary>A value that has to be there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HttpStatusException">400: it is missing, repeated, or does not parse.</exception>
    public static T Required<T, TFormat>(Request request, string name)
        where TFormat : IValueFormat<T> =>
        TryFind<T>(request, name, out ReadOnlySpan<byte> raw)
            ? EncodedValue.Read<T, TFormat>(raw, plusIsSpace: true, ValueSource.Query, name)
            : throw BindingProblem.Missing(ValueSource.Query, name);

    /// <summary>A value that may be absent, of a value type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HttpStatusException">400: it is repeated, or does not parse.</exception>
    public static T? Nullable<T, TFormat>(Request request, string name)
        where T : struct
        where TFormat : IValueFormat<T> =>
        TryFind<T>(request, name, out ReadOnlySpan<byte> raw)
            ? EncodedValue.Read<T, TFormat>(raw, plusIsSpace: true, ValueSource.Query, name)
            : null;

    /// <summary>A value that may be absent, of a reference type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="HttpStatusException">400: it is repeated, or does not parse.</exception>
    public static T? OrNull<T, TFormat>(Request request, string name)
        where T : class
        where TFormat : IValueFormat<T> =>
        TryFind<T>(request, name, out ReadOnlySpan<byte> raw)
            ? EncodedValue.Read<T, TFormat>(raw, plusIsSpace: true, ValueSource.Query, name)
            : null;

    /// <summary>Every value of a name; null where there is none.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TFormat">How they are written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="HttpStatusException">400: one does not parse.</exception>
    public static List<T>? List<T, TFormat>(Request request, string name)
        where TFormat : IValueFormat<T>
    {
        List<T>? values = null;
        ReadOnlySpan<byte> query = request.QueryBytes;
        while (TryNext<T>(ref query, name, out ReadOnlySpan<byte> raw))
            (values ??= []).Add(EncodedValue.Read<T, TFormat>(raw, plusIsSpace: true, ValueSource.Query, name));
        return values;
    }

    /// <summary>As <see cref="List"/>, as an array.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <typeparam name="TFormat">How they are written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="HttpStatusException">400: one does not parse.</exception>
    public static T[]? Array<T, TFormat>(Request request, string name)
        where TFormat : IValueFormat<T> => List<T, TFormat>(request, name)?.ToArray();

    private static bool TryFind<T>(Request request, string name, out ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> query = request.QueryBytes;
        if (!TryNext<T>(ref query, name, out raw)) return false;
        return TryNext<T>(ref query, name, out _) ? throw BindingProblem.Repeated(ValueSource.Query, name) : true;
    }

    /// <summary>The next value of a name; the query goes on behind it.</summary>
    private static bool TryNext<T>(scoped ref ReadOnlySpan<byte> query, string name, out ReadOnlySpan<byte> raw)
    {
        while (!query.IsEmpty)
        {
            int end = query.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            int equals = pair.IndexOf((byte)'=');
            raw = equals < 0 ? default : pair[(equals + 1)..];
            if (raw.IsEmpty && typeof(T) != typeof(string)) continue;
            if (IsName(equals < 0 ? pair : pair[..equals], name)) return true;
        }

        raw = default;
        return false;
    }

    private static bool IsName(ReadOnlySpan<byte> key, string name)
    {
        if (Ascii.Equals(key, name)) return true;
        return (key.ContainsAny((byte)'%', (byte)'+') || !Ascii.IsValid(key))
            && PercentEncoding.Decode(key, keepSlash: false, plusIsSpace: true) == name;
    }
}
