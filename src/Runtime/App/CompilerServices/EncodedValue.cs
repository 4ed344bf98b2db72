using System.Buffers;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>Reads a value that may be percent-encoded, without a copy where it is not.</summary>
internal static class EncodedValue
{
    private const int StackLimit = 256;

    /// <exception cref="HttpStatusException">400: it has a bad escape, or does not parse.</exception>
    public static T Read<T, TFormat>(ReadOnlySpan<byte> raw, bool plusIsSpace, ValueSource source, string name)
        where TFormat : IValueFormat<T>
    {
        if (!raw.ContainsAny((byte)'%', plusIsSpace ? (byte)'+' : (byte)'%')) return Decoded<T, TFormat>(raw, source, name);

        byte[]? rented = raw.Length > StackLimit ? ArrayPool<byte>.Shared.Rent(raw.Length) : null;
        try
        {
            Span<byte> decoded = rented ?? stackalloc byte[StackLimit];
            return PercentEncoding.TryDecode(raw, decoded, keepSlash: false, plusIsSpace, out int written)
                ? Decoded<T, TFormat>(decoded[..written], source, name)
                : throw BindingProblem.BadEscape(source, name);
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <exception cref="HttpStatusException">400: it does not parse.</exception>
    public static T Decoded<T, TFormat>(ReadOnlySpan<byte> text, ValueSource source, string name)
        where TFormat : IValueFormat<T> =>
        TFormat.TryRead(text, out T? value) ? value : throw BindingProblem.Invalid(source, name, TFormat.Expected);
}
