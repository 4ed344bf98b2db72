using System.Buffers;
using System.Text.Json;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>Where the value of a handler's parameter comes from; the names are those of OpenAPI's <c>in</c>, where it has them.</summary>
internal enum ValueSource
{
    Path,
    Query,
    Header,
    Form,
    Body,
}

/// <summary>
/// What a client is told whose request does not bind: one shape of problem document (RFC 9457) for all. Of what the client sent nothing
/// is repeated, but for a path within its JSON, cut to size.
/// </summary>
internal static class BindingProblem
{
    /// <summary>RFC 9457 section 3.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A value that is not what the parameter takes.</summary>
    public static HttpStatusException Invalid(ValueSource source, string name, string expected) =>
        Of(source, name, $"is not {expected}", expected);

    /// <summary>A value that is not there and has to be.</summary>
    public static HttpStatusException Missing(ValueSource source, string name) => Of(source, name, "is missing", "a value");

    /// <summary>A value that is there more than once: of two readers of the request each may take another.</summary>
    public static HttpStatusException Repeated(ValueSource source, string name) =>
        Of(source, name, "is there more than once", "one value");

    /// <summary>A value with a bad percent-escape.</summary>
    public static HttpStatusException BadEscape(ValueSource source, string name) =>
        Of(source, name, "has a bad percent-escape", "percent-encoded UTF-8");

    /// <summary>A body that cannot be read as what it has to be.</summary>
    /// <param name="source">Form or body.</param>
    /// <param name="refusal">What reading it said.</param>
    /// <param name="place">Where in JSON it stopped; null where that is not known.</param>
    public static HttpStatusException Body(ValueSource source, HttpStatusException refusal, JsonPlace? place = null) =>
        new(refusal.Status, refusal.Message) { Problem = Write(refusal.Status, refusal.Message, source, null, null, place) };

    private static HttpStatusException Of(ValueSource source, string name, string fault, string expected)
    {
        string detail = $"The {Describe(source)} '{name}' {fault}.";
        return new HttpStatusException(400, detail) { Problem = Write(400, detail, source, name, expected, null) };
    }

    private static string Describe(ValueSource source) => source switch
    {
        ValueSource.Path => "path parameter",
        ValueSource.Query => "query parameter",
        ValueSource.Header => "header field",
        _ => "form field",
    };

    private static string NameOf(ValueSource source) => source switch
    {
        ValueSource.Path => "path",
        ValueSource.Query => "query",
        ValueSource.Header => "header",
        ValueSource.Form => "form",
        _ => "body",
    };

    private static byte[] Write(int status, string detail, ValueSource source, string? name, string? expected, JsonPlace? place)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            // Without "type" it is about:blank, whose title is the status in words (RFC 9457 section 4.2.1).
            writer.WriteStartObject();
            writer.WriteString("title"u8, StatusText.Reason(status));
            writer.WriteNumber("status"u8, status);
            writer.WriteString("detail"u8, detail);
            writer.WriteString("source"u8, NameOf(source));
            if (name is not null) writer.WriteString("parameter"u8, name);
            if (expected is not null) writer.WriteString("expected"u8, expected);
            if (place is { } known)
            {
                writer.WriteNumber("line"u8, known.Line);
                writer.WriteNumber("position"u8, known.Position);
                if (known.Path is not null) writer.WriteString("path"u8, known.Path);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>A place in JSON text.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Position">Byte within the line, from 1.</param>
/// <param name="Path">The JSON path; null where there is none, or a long one.</param>
internal readonly record struct JsonPlace(long Line, long Position, string? Path);
