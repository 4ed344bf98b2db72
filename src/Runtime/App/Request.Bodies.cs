using System.Text.Json.Serialization.Metadata;
using Gatehouse.Http;

namespace Gatehouse;

/// <content>Bodies as what they mean: text, JSON, forms.</content>
public sealed partial class Request
{
    private FormData? form;
    private List<IDisposable>? owned;
    private long maxRequestBody = long.MaxValue;

    /// <summary>
    /// Bytes that the body may have: what <see cref="MaxRequestBodyAttribute"/> says on the handler, else the setting
    /// <c>maxRequestBody</c>. A body that declares more is refused with 413 before the handler runs; a chunked one, and any when the
    /// handler made this smaller, when it is read. To take larger bodies, declare the attribute: what a handler says comes after
    /// the declared length was compared.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxRequestBody
    {
        get => maxRequestBody;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            maxRequestBody = value;
        }
    }

    /// <summary>Reads the rest of the body as text in UTF-8.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="HttpStatusException">
    /// 415: the charset of Content-Type is not UTF-8; 400: the body is not valid UTF-8, or as for <see cref="ReadBodyAsync"/>.
    /// </exception>
    public async ValueTask<string> ReadTextAsync(CancellationToken cancellationToken = default)
    {
        RequestText.ThrowUnlessText(ContentTypeBytes);
        return RequestText.Decode((await ReadBodyAsync(cancellationToken)).Span);
    }

    /// <summary>Reads the rest of the body as JSON, through source-generated metadata.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="type">Its metadata, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The value, never null: the JSON text <c>null</c> is refused.</returns>
    /// <exception cref="HttpStatusException">
    /// 415: Content-Type is not <c>application/json</c> or <c>…+json</c> in UTF-8; 400: the body is not valid JSON or does not fit the
    /// type, with the place but without the names of types, or as for <see cref="ReadBodyAsync"/>.
    /// </exception>
    public async ValueTask<T> ReadJsonAsync<T>(JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        RequestText.ThrowUnlessJson(ContentTypeBytes);
        return RequestText.Deserialize((await ReadBodyAsync(cancellationToken)).Span, type);
    }

    /// <summary>
    /// Reads the body as a form: <c>multipart/form-data</c> (RFC 7578) or <c>application/x-www-form-urlencoded</c> (WHATWG URL). Small
    /// files stay in memory, larger ones go to temporary files that are gone when the handler is done. A second call gives the same form.
    /// </summary>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="HttpStatusException">
    /// 415: Content-Type is neither; 400: the form is malformed; 413: it is over a limit, or as for <see cref="ReadBodyAsync"/>.
    /// </exception>
    public async ValueTask<FormData> ReadFormAsync(FormOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (form is not null) return form;
        options ??= FormOptions.Default;
        string? boundary = FormReader.BoundaryOf(ContentTypeBytes);
        return form = boundary is null
            ? await FormReader.ReadUrlEncodedAsync(Body, options, cancellationToken)
            : await FormReader.ReadMultipartAsync(Body, boundary, options, Own, cancellationToken);
    }

    /// <summary>
    /// Reads a <c>multipart/form-data</c> body (RFC 7578) part by part, for files that are to go on as they come. Nothing is kept
    /// but one buffer. Of the options, the limits on parts and their header fields hold here.
    /// </summary>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The parts; each is valid until the next is asked for.</returns>
    /// <exception cref="HttpStatusException">
    /// 415: Content-Type is another; 400: the body is malformed; 413: it is over a limit. Thrown here for the first, later for the others.
    /// </exception>
    public IAsyncEnumerable<MultipartSection> ReadMultipartAsync(FormOptions? options = null, CancellationToken cancellationToken = default)
    {
        string boundary = FormReader.BoundaryOf(ContentTypeBytes)
            ?? throw new HttpStatusException(415, "A form is expected as multipart/form-data.");
        return FormReader.ReadSectionsAsync(Body, boundary, options ?? FormOptions.Default, cancellationToken);
    }

    /// <summary>Disposes something when the request is over.</summary>
    internal void Own(IDisposable resource) => (owned ??= []).Add(resource);

    /// <summary>Disposes what the request owns. Called once nothing of the handler runs any more.</summary>
    internal void DisposeOwned()
    {
        if (owned is null) return;
        foreach (IDisposable resource in owned) resource.Dispose();
        owned = null;
    }

    /// <summary>Value of Content-Type; empty where there is none.</summary>
    /// <exception cref="HttpStatusException">400: there are two, of which each reader may take another.</exception>
    internal ReadOnlySpan<byte> ContentTypeBytes
    {
        get
        {
            int count = 0;
            foreach (ref readonly HeaderField header in head.Headers)
            {
                if (header.Known == KnownHeader.ContentType && ++count > 1)
                    throw new HttpStatusException(400, "The request has more than one Content-Type.");
            }

            return KnownBytes(KnownHeader.ContentType);
        }
    }

    private void EndBodies()
    {
        form = null;
        DisposeOwned();
    }
}
