using System.Collections;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>
/// The header fields of a response, in the order they will be sent. Framing is the engine's: Content-Length,
/// Transfer-Encoding, Connection, Date and the like are refused here; see <see cref="Response.ContentLength"/>.
/// </summary>
public sealed class ResponseHeaders : IEnumerable<KeyValuePair<string, string>>
{
    private readonly bool areTrailers;
    private KeyValuePair<string, string>[] fields = [];

    internal ResponseHeaders(bool areTrailers = false) => this.areTrailers = areTrailers;

    /// <summary>The names, as the Trailer field lists them.</summary>
    internal string Names => string.Join(", ", fields.Take(Count).Select(entry => entry.Key).Distinct(StringComparer.OrdinalIgnoreCase));

    /// <summary>Number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>First value of a field, or null. Setting replaces every field of that name; setting null removes them.</summary>
    /// <param name="name">Field name, a token (RFC 9110 section 5.1).</param>
    /// <exception cref="ArgumentException">The name is no token, or belongs to the engine, or the value has CR, LF, NUL or another control character.</exception>
    public string? this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, string> field in Fields)
            {
                if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return field.Value;
            }

            return null;
        }

        set
        {
            Remove(name);
            if (value is not null) Add(name, value);
        }
    }

    internal ReadOnlySpan<KeyValuePair<string, string>> Fields => fields.AsSpan(0, Count);

    /// <summary>Adds a field, beside others of the same name.</summary>
    /// <param name="name">Field name, a token (RFC 9110 section 5.1).</param>
    /// <param name="value">Field value: visible ASCII, spaces, tabs and obs-text (RFC 9110 section 5.5).</param>
    /// <exception cref="ArgumentException">The name is no token, or belongs to the engine, or the value has CR, LF, NUL or another control character.</exception>
    public void Add(string name, string value)
    {
        if (!HeaderRules.IsToken(name))
            throw new ArgumentException($"'{name}' is not a header field name: expected a token (RFC 9110 section 5.1).", nameof(name));
        if (HeaderRules.IsEngineOwned(name))
            throw new ArgumentException($"'{name}' belongs to the server: Response has properties for the content type and length, the rest follows from them.", nameof(name));
        if (areTrailers && ForbiddenTrailers.Contains(Encoding.ASCII.GetBytes(name)))
            throw new ArgumentException($"'{name}' cannot come after the body (RFC 9110 section 6.5.1).", nameof(name));
        if (!HeaderRules.IsFieldValue(value))
            throw new ArgumentException($"The value of '{name}' has a character that a header field cannot carry (RFC 9110 section 5.5).", nameof(value));
        if (Count == fields.Length) Array.Resize(ref fields, Math.Max(4, fields.Length * 2));
        fields[Count++] = new(name, value);
    }

    /// <summary>Removes every field of a name.</summary>
    /// <param name="name">Field name.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!fields[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase)) fields[kept++] = fields[i];
        }

        bool removed = kept != Count;
        Count = kept;
        return removed;
    }

    /// <summary>The fields, in order.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return fields[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Clear()
    {
        if (Count == 0) return;
        Array.Clear(fields, 0, Count);
        Count = 0;
    }
}
