using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse;

/// <summary>
/// An HTTP request. Valid until its handler's task completes; the engine then uses the object for another request.
/// Text properties are decoded on first use; the byte properties look into the receive buffer and copy nothing.
/// </summary>
public sealed partial class Request
{
    private readonly RequestHead head;
    private IExchange? exchange;
    private byte[] buffer = [];
    private int origin;
    private SlotArray slots;
    private PeerAddress peer;
    private PeerAddress client;
    private IPAddress? clientAddress;
    private IPAddress? peerAddress;
    private string? method;
    private string? target;
    private string? path;
    private string? queryString;
    private string? host;
    private RequestBodyStream? bodyStream;

    internal Request(RequestHead head) => this.head = head;

    /// <summary>Request method, upper case for the standard ones (RFC 9110 section 9).</summary>
    public string Method => method ??= HttpMethods.Name(head.Method) ?? Encoding.ASCII.GetString(MethodBytes);

    /// <summary>The request method as it was received.</summary>
    public ReadOnlySpan<byte> MethodBytes => Slice(head.Start, head.MethodLength);

    /// <summary>The request target as it was received (RFC 9112 section 3.2).</summary>
    public string Target => target ??= Encoding.Latin1.GetString(TargetBytes);

    /// <summary>
    /// The path, percent-decoded once; <c>%2F</c> stays encoded. Dot segments and empty segments are not normalised.
    /// </summary>
    /// <exception cref="HttpStatusException">400: the path has a bad escape.</exception>
    public string Path => path ??= PercentEncoding.Decode(PathBytes, keepSlash: true, plusIsSpace: false)
        ?? throw new HttpStatusException(400, "The path has a bad percent-escape.");

    /// <summary>The path as it was received, without the query.</summary>
    public ReadOnlySpan<byte> PathBytes => Slice(head.PathStart, head.PathLength);

    /// <summary>The query as it was received, without its '?'; empty where there is none.</summary>
    public string QueryString => queryString ??= Encoding.Latin1.GetString(QueryBytes);

    /// <summary>The query as it was received, without its '?'; empty where there is none.</summary>
    public ReadOnlySpan<byte> QueryBytes => Slice(head.QueryStart, head.QueryLength);

    /// <summary>HTTP version as text: <c>HTTP/1.1</c> or <c>HTTP/1.0</c>.</summary>
    public string Protocol => head.MinorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1";

    /// <summary>The header fields as they were received, whoever sent them. For facts about the client, see <see cref="ClientAddress"/>.</summary>
    public RequestHeaders Headers => new(this);

    /// <summary>Value of the Content-Type field, or null.</summary>
    public string? ContentType => KnownBytes(KnownHeader.ContentType) is { IsEmpty: false } value ? Encoding.Latin1.GetString(value) : null;

    /// <summary>Body length in bytes where the client declared it; 0 without a body; null for a chunked body.</summary>
    public long? ContentLength => head.Framing switch
    {
        BodyFraming.Chunked => null,
        _ => head.ContentLength,
    };

    /// <summary>
    /// Address of the client: of the connection's peer, or what a trusted proxy says it is
    /// (see <see cref="TrustedProxiesAttribute"/>). Null for a peer on a Unix socket that nobody speaks for, and for a client whose
    /// address the proxy does not tell.
    /// </summary>
    public IPAddress? ClientAddress => clientAddress ??= client.ToIPAddress();

    /// <summary>
    /// Address of the connection's peer, which may be a proxy. Null on a Unix socket. Where the connection began with a PROXY header it is
    /// the source that the header states (see <see cref="ProxyProtocol"/>), and null where that states none.
    /// </summary>
    public IPAddress? PeerAddress => peerAddress ??= peer.ToIPAddress();

    /// <summary><c>http</c> or <c>https</c>, as the client used it; stated by a trusted proxy where there is one.</summary>
    public string Scheme { get; internal set; } = "http";

    /// <summary>
    /// Host and port that the client asked for: what a trusted proxy states, else the target's authority or the Host field.
    /// Empty where an HTTP/1.0 client named none.
    /// </summary>
    public string Host
    {
        get => host ??= Encoding.Latin1.GetString(HostBytes);
        internal set => host = value;
    }

    /// <summary>Path prefix that a trusted proxy removed, without a trailing slash; else empty.</summary>
    public string PathBase { get; internal set; } = "";

    /// <summary>
    /// Certificate that the client showed in the TLS handshake of this connection, checked against <c>tlsCaCertificate</c>; null
    /// where it showed none, or was not asked for one (<c>tlsClientCertificate</c>). Behind a proxy it is the proxy's.
    /// </summary>
    public X509Certificate2? ClientCertificate => Exchange.ClientCertificate;

    /// <summary>
    /// What the PROXY header said that this connection began with; the same object for every request on it. Null on every listener but
    /// those declared with <c>haproxy:</c>.
    /// </summary>
    public ProxyProtocol? ProxyProtocol => Exchange.ProxyProtocol;

    /// <summary>Cancelled when the client is gone or the request was given up.</summary>
    public CancellationToken Aborted => Exchange.Aborted;

    /// <summary>The body as a read-only stream. Reads wait for the client and give way to other requests meanwhile.</summary>
    public Stream Body => bodyStream ??= new RequestBodyStream(Exchange);

    internal RequestHead Head => head;

    internal PeerAddress Peer => peer;

    internal PeerAddress Client
    {
        get => client;
        set
        {
            client = value;
            clientAddress = null;
        }
    }

    internal Span<int> RouteSlots => slots;

    /// <summary>Whether the request is under way.</summary>
    internal bool HasBegun => exchange is not null;

    internal IExchange Exchange => exchange ?? throw new ObjectDisposedException(nameof(Request), "The request is over.");

    /// <summary>Reads the rest of the body as one piece.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The bytes, valid until the handler is done.</returns>
    /// <exception cref="HttpStatusException">413: the body is over <c>maxRequestBody</c>; 400: it ended early or is malformed; 408: it is too slow.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(CancellationToken cancellationToken = default) =>
        Exchange.ReadWholeBodyAsync(cancellationToken);

    /// <summary>First value of a query parameter, decoded as HTML forms write it; null where the query has none.</summary>
    /// <param name="name">Name of the parameter, compared exactly.</param>
    /// <exception cref="HttpStatusException">400: the parameter has a bad escape.</exception>
    public string? Query(string name)
    {
        ReadOnlySpan<byte> query = QueryBytes;
        foreach (Range range in query.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = query[range];
            int equals = pair.IndexOf((byte)'=');
            ReadOnlySpan<byte> key = equals < 0 ? pair : pair[..equals];
            if (PercentEncoding.Decode(key, keepSlash: false, plusIsSpace: true) != name) continue;
            ReadOnlySpan<byte> value = equals < 0 ? default : pair[(equals + 1)..];
            return PercentEncoding.Decode(value, keepSlash: false, plusIsSpace: true)
                ?? throw new HttpStatusException(400, $"The query parameter '{name}' has a bad percent-escape.");
        }

        return null;
    }

    /// <summary>The bytes that the head's offsets count in.</summary>
    internal ReadOnlySpan<byte> HeadBytes => Slice(0, head.Length);

    /// <summary>The host as text, if a trusted proxy stated it or somebody asked before; else <see cref="HostBytes"/> have it.</summary>
    internal string? HostText => host;

    internal ReadOnlySpan<byte> HostBytes => Slice(head.HostStart, head.HostLength);

    internal ReadOnlySpan<byte> TargetBytes => Slice(head.TargetStart, head.TargetLength);

    /// <summary>Value of a header field that the engine knows; empty where there is none.</summary>
    internal ReadOnlySpan<byte> KnownBytes(KnownHeader known)
    {
        foreach (ref readonly HeaderField field in head.Headers)
        {
            if (field.Known == known) return Slice(field.ValueStart, field.ValueLength);
        }

        return default;
    }

    internal ReadOnlySpan<byte> Slice(int start, int length) => buffer.AsSpan(origin + start, length);

    /// <summary>Points the request at a parsed head. <paramref name="start"/> is where the head begins in <paramref name="bytes"/>.</summary>
    internal void Begin(IExchange owner, byte[] bytes, int start, PeerAddress connectionPeer, string scheme)
    {
        exchange = owner;
        buffer = bytes;
        origin = start;
        peer = connectionPeer;
        client = connectionPeer;
        Scheme = scheme;
    }

    /// <summary>The head moved to another buffer, or to another place in it.</summary>
    internal void Rebase(byte[] bytes, int start)
    {
        buffer = bytes;
        origin = start;
    }

    internal void End()
    {
        exchange = null;
        buffer = [];
        clientAddress = null;
        peerAddress = null;
        method = target = path = queryString = host = null;
        PathBase = "";
        bodyStream = null;
        decodedLength = -1;
        EndBodies();
    }

    [InlineArray(32)]
    private struct SlotArray
    {
        private int first;
    }
}
