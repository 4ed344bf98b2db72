using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>What a request body says when it is text.</summary>
internal static class RequestText
{
    // A path that is longer helps nobody, and is the client's own text.
    private const int LongestPath = 200;

    /// <summary>Whether a media type's charset is UTF-8, stated or not. ASCII is UTF-8.</summary>
    public static bool IsUtf8(MediaType type) =>
        type.TryParameter("charset", out string? charset)
        && (charset is null
            || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="HttpStatusException">415: it is not JSON in UTF-8 (RFC 8259 section 8.1).</exception>
    public static void ThrowUnlessJson(ReadOnlySpan<byte> contentType)
    {
        if (!MediaType.TryParse(contentType, out MediaType type) || !type.IsJson)
            throw new HttpStatusException(415, "JSON is expected: application/json, or a type that ends with +json.");
        if (!IsUtf8(type)) throw new HttpStatusException(415, "JSON is expected in UTF-8 (RFC 8259 section 8.1).");
    }

    /// <exception cref="HttpStatusException">415: its charset is not UTF-8.</exception>
    public static void ThrowUnlessText(ReadOnlySpan<byte> contentType)
    {
        if (contentType.IsEmpty || (MediaType.TryParse(contentType, out MediaType type) && IsUtf8(type))) return;
        throw new HttpStatusException(415, "Text is expected in UTF-8.");
    }

    /// <exception cref="HttpStatusException">400: it is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(Checked(body));

    /// <exception cref="HttpStatusException">400: it is not the JSON that the type wants.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        T? value;
        try
        {
            value = Parse(body, type);
        }
        catch (JsonException e)
        {
            throw Refusal(e);
        }

        return value ?? throw new HttpStatusException(400, "The JSON does not fit: it is null.");
    }

    /// <summary>As <see cref="ThrowUnlessJson"/>, for the parameter of a handler.</summary>
    /// <exception cref="HttpStatusException">415, with a problem document.</exception>
    public static void ThrowUnlessJsonBody(Request request)
    {
        try
        {
            ThrowUnlessJson(request.ContentTypeBytes);
        }
        catch (HttpStatusException e)
        {
            throw BindingProblem.Body(ValueSource.Body, e);
        }
    }

    /// <summary>As <see cref="Deserialize"/>, for the parameter of a handler, and null is left to the caller.</summary>
    /// <exception cref="HttpStatusException">400, with a problem document that has the place.</exception>
    public static T? DeserializeBody<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return Parse(body, type);
        }
        catch (JsonException e)
        {
            JsonPlace? place = e is { LineNumber: { } line, BytePositionInLine: { } column } ? new JsonPlace(line + 1, column + 1, PathOf(e)) : null;
            throw BindingProblem.Body(ValueSource.Body, Refusal(e), place);
        }
        catch (HttpStatusException e)
        {
            throw BindingProblem.Body(ValueSource.Body, e);
        }
    }

    private static T? Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        ReadOnlySpan<byte> json = Checked(body);
        return json.IsEmpty
            ? throw new HttpStatusException(400, "JSON is expected, and the body is empty.")
            : JsonSerializer.Deserialize(json, type);
    }

    private static HttpStatusException Refusal(JsonException e) => new(400, $"The JSON does not fit{Place(e)}.");

    private static string? PathOf(JsonException e) => e.Path is { Length: > 1 and <= LongestPath } known ? known : null;

    /// <summary>Where a reader gave up, without its message: that would name the application's types.</summary>
    private static string Place(JsonException e)
    {
        string path = PathOf(e) is { } known ? $" at {known}" : "";
        return e is { LineNumber: { } line, BytePositionInLine: { } column } ? $"{path}, line {line + 1}, byte {column + 1}" : path;
    }

    /// <summary>A byte order mark is ignored, as RFC 8259 section 8.1 allows.</summary>
    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body)) throw new HttpStatusException(400, "The body is not valid UTF-8.");
        return body.StartsWith("\uFEFF"u8) ? body[3..] : body;
    }
}
