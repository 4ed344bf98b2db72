using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>
/// An HTTP response. A handler fills in the one it is given, or returns one it made. What is written stays in memory
/// until the handler is done or <see cref="FlushAsync"/> sends it; an answer that was never flushed gets a Content-Length,
/// one that was streams as chunks (RFC 9112 section 7.1).
/// </summary>
public sealed partial class Response
{
    /// <summary>Content type of text answers.</summary>
    public const string PlainText = "text/plain; charset=utf-8";

    private const int FlushThreshold = 16 * 1024;
    private const int KeptCapacity = 64 * 1024;

    private IExchange? exchange;
    private byte[] buffer = [];
    private int buffered;
    private ReadOnlyMemory<byte> wholeBody;
    private int status;
    private string? contentType;
    private long? contentLength;
    private ResponseHeaders? trailers;

    /// <summary>A response of its own, to be returned from a handler.</summary>
    /// <param name="status">Status code, 200 to 599 (RFC 9110 section 15).</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not 200 to 599.</exception>
    public Response(int status = 200) => Status = status;

    /// <summary>Status code, 200 to 599; default 200 (RFC 9110 section 15).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 200 to 599.</exception>
    /// <exception cref="InvalidOperationException">The head was already sent.</exception>
    public int Status
    {
        get => status;
        set
        {
            ThrowIfStarted();
            if (value is < 200 or > 599) throw new ArgumentOutOfRangeException(nameof(value), value, "A final status is 200 to 599.");
            status = value;
        }
    }

    /// <summary>Value of the Content-Type field; null sends none.</summary>
    /// <exception cref="ArgumentException">The value has a character that a header field cannot carry.</exception>
    /// <exception cref="InvalidOperationException">The head was already sent.</exception>
    public string? ContentType
    {
        get => contentType;
        set
        {
            ThrowIfStarted();
            if (value is not null && !ReferenceEquals(value, PlainText) && !HeaderRules.IsFieldValue(value))
                throw new ArgumentException($"'{value}' is not a header field value (RFC 9110 section 5.5).", nameof(value));
            contentType = value;
        }
    }

    /// <summary>
    /// Length of the whole body in bytes, for an answer that is flushed before it is complete; null (the default) lets the
    /// engine count, or send chunks. Writing more or less than declared fails the request and closes the connection.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <exception cref="InvalidOperationException">The head was already sent.</exception>
    public long? ContentLength
    {
        get => contentLength;
        set
        {
            ThrowIfStarted();
            if (value < 0) throw new ArgumentOutOfRangeException(nameof(value), value, "A length is 0 or more.");
            contentLength = value;
        }
    }

    /// <summary>The other header fields.</summary>
    public ResponseHeaders Headers { get; } = new();

    /// <summary>
    /// Fields after the body (RFC 9110 section 6.5), such as a checksum of what was streamed. They turn the answer into chunks;
    /// with a declared <see cref="ContentLength"/>, to an HTTP/1.0 client and to HEAD they are not sent, and a client may throw
    /// them away. Those that are there before the head is sent are announced in the Trailer field.
    /// </summary>
    public ResponseHeaders Trailers => trailers ??= new ResponseHeaders(areTrailers: true);

    /// <summary>Whether the head was sent, so that status and headers are settled.</summary>
    public bool HasStarted { get; internal set; }

    /// <summary>What is buffered and not yet sent.</summary>
    internal ReadOnlyMemory<byte> Pending => wholeBody.IsEmpty ? buffer.AsMemory(0, buffered) : wholeBody;

    internal bool HasTrailers => trailers is { Count: > 0 };

    internal IAsyncEnumerable<ReadOnlyMemory<byte>>? Chunks { get; private set; }

    internal EventSource? EventSource { get; private set; }

    internal FileBody? File { get; private set; }

    /// <summary>Whether a stream or a file that a handler returns waits for <see cref="SendHeldAsync"/>.</summary>
    internal bool HoldsBody { get; set; }

    /// <summary>A text answer in UTF-8.</summary>
    /// <param name="text">The body.</param>
    /// <param name="status">Status code.</param>
    public static Response Text(string text, int status = 200)
    {
        var response = new Response(status) { ContentType = PlainText };
        response.Write(text);
        return response;
    }

    /// <summary>An HTML answer in UTF-8. The caller escapes.</summary>
    /// <param name="html">The body.</param>
    /// <param name="status">Status code.</param>
    public static Response Html(string html, int status = 200)
    {
        var response = new Response(status) { ContentType = "text/html; charset=utf-8" };
        response.Write(html);
        return response;
    }

    /// <summary>An answer of bytes, which are sent from where they are and must not change meanwhile.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Content type.</param>
    /// <param name="status">Status code.</param>
    public static Response Bytes(ReadOnlyMemory<byte> body, string contentType = "application/octet-stream", int status = 200) =>
        new(status) { ContentType = contentType, wholeBody = body };

    /// <summary>A JSON answer, written through source-generated metadata.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="type">Its metadata, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="status">Status code.</param>
    public static Response Json<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json", status);

    /// <summary>An answer that streams: each piece is sent as it comes, and the source waits while the client is slow.</summary>
    /// <param name="chunks">The pieces.</param>
    /// <param name="contentType">Content type.</param>
    /// <param name="status">Status code.</param>
    public static Response Stream(
        IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, string contentType = "application/octet-stream", int status = 200) =>
        new(status) { ContentType = contentType, Chunks = chunks };

    /// <summary>
    /// An answer that is a file, sent by the kernel without passing through this process; sendfile(2). The file is opened now
    /// and closed when it was sent. For whole folders see <c>[StaticFiles]</c>, which also answers conditional and range requests.
    /// </summary>
    /// <param name="path">Path of the file. Never build it from what a client sent.</param>
    /// <param name="contentType">Content type.</param>
    /// <param name="status">Status code.</param>
    /// <exception cref="IOException">The file cannot be opened; <see cref="FileNotFoundException"/> when there is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Response OfFile(string path, string contentType = "application/octet-stream", int status = 200)
    {
        var body = FileBody.Open(path);
        return new Response(status) { ContentType = contentType, ContentLength = body.Length, File = body };
    }

    /// <summary>A redirection (RFC 9110 section 15.4).</summary>
    /// <param name="location">Value of the Location field.</param>
    /// <param name="status">301, 302, 303, 307 or 308; default 302.</param>
    public static Response Redirect(string location, int status = 302)
    {
        if (status is not (301 or 302 or 303 or 307 or 308))
            throw new ArgumentOutOfRangeException(nameof(status), status, "A redirection is 301, 302, 303, 307 or 308.");
        return new Response(status) { Headers = { ["Location"] = location } };
    }

    /// <summary>Appends bytes to the body in memory. Sends nothing.</summary>
    /// <param name="data">The bytes, copied.</param>
    public void Write(ReadOnlySpan<byte> data)
    {
        data.CopyTo(Reserve(data.Length));
        buffered += data.Length;
    }

    /// <summary>Appends text to the body in memory, as UTF-8. Sends nothing.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text)
    {
        // One UTF-16 unit is at most three UTF-8 bytes; short texts need no counting pass.
        int most = text.Length <= 1024 ? text.Length * 3 : Encoding.UTF8.GetByteCount(text);
        buffered += Encoding.UTF8.GetBytes(text, Reserve(most));
    }

    /// <summary>Joins the response to the exchange that sends it; null parts them.</summary>
    internal void Attach(IExchange? owner) => exchange = owner;

    /// <summary>Becomes what a handler returned.</summary>
    internal void Adopt(Response result)
    {
        if (ReferenceEquals(result, this)) return;
        ThrowIfStarted();
        status = result.status;
        contentType = result.contentType;
        contentLength = result.contentLength;
        foreach (KeyValuePair<string, string> field in result.Headers.Fields) Headers.Add(field.Key, field.Value);
        if (result.HasTrailers)
        {
            foreach (KeyValuePair<string, string> field in result.Trailers.Fields) Trailers.Add(field.Key, field.Value);
        }

        buffered = 0;
        wholeBody = default;
        SetBody(result.Pending);
    }

    /// <summary>The head that says 101 was sent.</summary>
    internal void BecomeUpgrade()
    {
        status = 101;
        HasStarted = true;
        ClearPending();
    }

    /// <summary>Makes bytes the body, without a copy.</summary>
    internal void SetBody(ReadOnlyMemory<byte> body)
    {
        if (buffered == 0 && wholeBody.IsEmpty) wholeBody = body;
        else Write(body.Span);
    }

    internal void ClearPending()
    {
        buffered = 0;
        wholeBody = default;
    }

    /// <summary>Forgets everything but the memory, for the next request; also what was written before an error.</summary>
    internal void Reset()
    {
        status = 200;
        contentType = null;
        contentLength = null;
        Headers.Clear();
        trailers?.Clear();
        HasStarted = false;
        ClearPending();
        ForgetHeld();
        if (buffer.Length > KeptCapacity) buffer = [];
    }

    private Span<byte> Reserve(int count)
    {
        if (!wholeBody.IsEmpty)
        {
            ReadOnlyMemory<byte> body = wholeBody;
            wholeBody = default;
            Write(body.Span);
        }

        if (buffer.Length - buffered < count)
            Array.Resize(ref buffer, Math.Max(checked(buffered + count), Math.Max(1024, buffer.Length * 2)));
        return buffer.AsSpan(buffered);
    }

    private void ThrowIfStarted()
    {
        if (HasStarted) throw new InvalidOperationException("The head of the response was already sent.");
    }
}
