using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Gatehouse.CompilerServices;

/// <summary>
/// How values of a type are written in a request. Implemented by the runtime, and by generated code for enums; its members are static,
/// so that a call of them is a direct one. For generated code.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IValueFormat<T>
{
    /// <summary>What is expected, for a client whose value does not parse: "The query parameter 'x' is not …".</summary>
    static abstract string Expected { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="text">The value, decoded: UTF-8.</param>
    /// <param name="value">What it means.</param>
    /// <returns>Whether it means anything.</returns>
    static abstract bool TryRead(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T value);
}
