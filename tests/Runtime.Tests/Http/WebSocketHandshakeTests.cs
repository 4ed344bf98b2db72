using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>The opening handshake by RFC 6455 section 4.2, the origin check and the negotiation of RFC 7692, without a socket.</summary>
public class WebSocketHandshakeTests
{
    // The sample of RFC 6455 section 1.3.
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private const string Upgrade = "Upgrade: websocket";
    private const string Connection = "Connection: Upgrade";
    private const string Version = "Sec-WebSocket-Version: 13";

    [Fact]
    public void The_sample_of_the_RFC_gets_the_answer_of_the_RFC() => Assert.Equal((101, Accept), Read(Upgrade, Connection, Key, Version));

    [Theory]
    [InlineData("Upgrade: WebSocket", Connection, Key, Version)]
    [InlineData("Upgrade: h2c, websocket", "Connection: keep-alive, UPGRADE", Key, Version)]
    [InlineData("Upgrade: h2c", "Upgrade: websocket", Connection, Key, Version)]
    [InlineData(Upgrade, "Connection: keep-alive", Connection, Key, Version)]
    [InlineData("sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==", "SEC-WEBSOCKET-VERSION: 13", Upgrade, Connection)]
    [InlineData("Content-Length: 0", Upgrade, Connection, Key, Version)]
    public void Names_and_lists_are_read_as_HTTP_writes_them(params string[] fields) => Assert.Equal((101, Accept), Read(fields));

    [Theory]
    [InlineData("no Upgrade (4.2.1 item 3)", 426, Connection, Key, Version)]
    [InlineData("another protocol", 426, "Upgrade: h2c", Connection, Key, Version)]
    [InlineData("a name that contains it", 426, "Upgrade: websockets", Connection, Key, Version)]
    [InlineData("a version of it, which it does not have", 426, "Upgrade: websocket/13", Connection, Key, Version)]
    [InlineData("no Connection (4.2.1 item 4)", 426, Upgrade, Key, Version)]
    [InlineData("Connection without the token", 426, Upgrade, "Connection: keep-alive", Key, Version)]
    [InlineData("no key (4.2.1 item 5)", 400, Upgrade, Connection, Version)]
    [InlineData("two keys (11.3.1)", 400, Upgrade, Connection, Key, Key, Version)]
    [InlineData("a key of 15 bytes", 400, Upgrade, Connection, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j", Version)]
    [InlineData("a key of 17 bytes", 400, Upgrade, Connection, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTE=", Version)]
    [InlineData("a key that is no base64", 400, Upgrade, Connection, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ!==", Version)]
    [InlineData("a key with a space", 400, Upgrade, Connection, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBu b25jZQ==", Version)]
    [InlineData("an empty key", 400, Upgrade, Connection, "Sec-WebSocket-Key:", Version)]
    [InlineData("no version (4.2.1 item 6)", 426, Upgrade, Connection, Key)]
    [InlineData("an older version", 426, Upgrade, Connection, Key, "Sec-WebSocket-Version: 8")]
    [InlineData("a list of versions", 426, Upgrade, Connection, Key, "Sec-WebSocket-Version: 13, 8")]
    [InlineData("a padded version", 426, Upgrade, Connection, Key, "Sec-WebSocket-Version: 013")]
    [InlineData("two versions (11.3.5)", 400, Upgrade, Connection, Key, Version, Version)]
    [InlineData("a body", 400, Upgrade, Connection, Key, Version, "Content-Length: 1")]
    [InlineData("a chunked body", 400, Upgrade, Connection, Key, Version, "Transfer-Encoding: chunked")]
    public void A_handshake_that_lacks_something_is_refused(string what, int status, params string[] fields) =>
        Assert.Equal((what, status), (what, Read(fields).Status));

    [Fact]
    public void An_HTTP_1_0_client_cannot_upgrade() =>
        Assert.Equal(426, Handshake(Parse("1.0", [Upgrade, Connection, Key, Version])).Status);

    [Theory]
    [InlineData(true, "Sec-WebSocket-Version: 8")]
    [InlineData(true, "X: y")]
    [InlineData(false, Version)]
    public void The_right_version_is_named_where_another_was_asked_for(bool isNamed, string version) =>
        Assert.Equal(isNamed, Handshake(Parse("1.1", [Upgrade, Connection, Key, version])).IsOtherVersion);

    [Theory]
    [InlineData("chat", "chat")]
    [InlineData("soap, chat", "chat")]
    [InlineData("superchat, chat", "superchat")]
    [InlineData("Chat", null)]
    [InlineData("chat2", null)]
    [InlineData("", null)]
    public void The_first_offered_subprotocol_that_is_known_is_taken(string offered, string? expected) =>
        Assert.Equal((true, expected), Subprotocol("Sec-WebSocket-Protocol: " + offered));

    [Fact]
    public void Offers_may_stand_in_several_fields() =>
        Assert.Equal((true, "chat"), Subprotocol("Sec-WebSocket-Protocol: soap", "Sec-WebSocket-Protocol: chat"));

    [Theory]
    [InlineData("chat room")]
    [InlineData("\"chat\"")]
    [InlineData("chat, a/b")]
    [InlineData("chat, \"")]
    public void A_malformed_offer_is_refused(string offered) => Assert.False(Subprotocol("Sec-WebSocket-Protocol: " + offered).IsWellFormed);

    [Theory]
    [InlineData("http://a.example", "a.example", false)]
    [InlineData("HTTP://A.Example", "a.example", false)]
    [InlineData("http://a.example", "a.example:80", false)]
    [InlineData("http://a.example:80", "a.example", false)]
    [InlineData("http://a.example:8080", "a.example:8080", false)]
    [InlineData("https://a.example", "a.example", true)]
    [InlineData("https://a.example", "a.example:443", true)]
    [InlineData("https://a.example", "a.example", false)]
    [InlineData("https://a.example:8443", "a.example:8443", false)]
    [InlineData("http://[::1]:5000", "[::1]:5000", false)]
    public void A_page_of_the_server_itself_may_connect(string origin, string host, bool isHttps) =>
        Assert.True(WebSocketOrigin.IsOwn(Cuts.Latin1(origin), Cuts.Latin1(host), isHttps));

    [Theory]
    [InlineData("http://evil.example", "a.example", false)]
    [InlineData("http://a.example.evil.example", "a.example", false)]
    [InlineData("http://sub.a.example", "a.example", false)]
    [InlineData("http://a.example:8080", "a.example", false)]
    [InlineData("http://a.example", "a.example:8080", false)]
    [InlineData("https://a.example", "a.example:80", false)]
    [InlineData("http://a.example", "a.example", true)]
    [InlineData("https://a.example:8443", "a.example", false)]
    [InlineData("http://user@a.example", "a.example", false)]
    [InlineData("http://a.example/", "a.example", false)]
    [InlineData("http://a.example http://evil.example", "a.example", false)]
    [InlineData("http://", "a.example", false)]
    [InlineData("http://", "", false)]
    [InlineData("//a.example", "a.example", false)]
    [InlineData("a.example", "a.example", false)]
    [InlineData("ftp://a.example", "a.example", false)]
    [InlineData("null", "a.example", false)]
    [InlineData("null", "null", false)]
    [InlineData("", "a.example", false)]
    public void A_page_of_anybody_else_may_not(string origin, string host, bool isHttps) =>
        Assert.False(WebSocketOrigin.IsOwn(Cuts.Latin1(origin), Cuts.Latin1(host), isHttps));

    [Theory]
    [InlineData("https://b.example", true)]
    [InlineData("https://B.example", true)]
    [InlineData("https://b.example:444", false)]
    [InlineData("http://b.example", false)]
    [InlineData("null", false)]
    public void Listed_origins_are_compared_as_a_whole(string origin, bool isAllowed) =>
        Assert.Equal(isAllowed, WebSocketOrigin.IsAllowed(Cuts.Latin1(origin), ["https://a.example", "https://b.example"]));

    [Fact]
    public void A_star_allows_every_origin() => Assert.True(WebSocketOrigin.IsAllowed("null"u8, ["*"]));

    [Theory]
    [InlineData("permessage-deflate", 15, "")]
    [InlineData("Permessage-Deflate", 15, "")]
    [InlineData("permessage-deflate; client_max_window_bits", 15, "")]
    [InlineData("permessage-deflate; client_max_window_bits=8", 15, "")]
    [InlineData("permessage-deflate;server_no_context_takeover;client_no_context_takeover", 15, "")]
    [InlineData("permessage-deflate; server_max_window_bits=10", 10, "; server_max_window_bits=10")]
    [InlineData("permessage-deflate; server_max_window_bits=\"9\"", 9, "; server_max_window_bits=9")]
    [InlineData("permessage-deflate; server_max_window_bits=15", 15, "; server_max_window_bits=15")]
    [InlineData("x-webkit-deflate-frame, permessage-deflate", 15, "")]
    [InlineData("permessage-deflate; server_max_window_bits=8, permessage-deflate", 15, "")]
    public void An_offer_that_can_be_met_is_taken(string offered, int window, string more) => Assert.Equal(
        ("permessage-deflate; server_no_context_takeover; client_no_context_takeover" + more, window),
        Extensions("Sec-WebSocket-Extensions: " + offered));

    [Theory]
    [InlineData("permessage-bzip2")]
    [InlineData("permessage-deflate; server_max_window_bits=8")]
    [InlineData("permessage-deflate; server_max_window_bits=16")]
    [InlineData("permessage-deflate; server_max_window_bits=09")]
    [InlineData("permessage-deflate; server_max_window_bits=+9")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; server_max_window_bits=10; server_max_window_bits=10")]
    [InlineData("permessage-deflate; unknown")]
    [InlineData("permessage-deflate;")]
    [InlineData("permessage-deflate; ;")]
    [InlineData("permessage-deflate; server_max_window_bits=\"10")]
    public void An_offer_that_cannot_be_met_is_declined(string offered) =>
        Assert.Null(Extensions("Sec-WebSocket-Extensions: " + offered).Answer);

    private static (int Status, string Text) Read(params string[] fields)
    {
        WebSocketHandshake handshake = Handshake(Parse("1.1", fields));
        return (handshake.Status, handshake.Text);
    }

    private static WebSocketHandshake Handshake((RequestHead Head, byte[] Bytes) request) => WebSocketHandshake.Read(request.Head, request.Bytes);

    private static (bool IsWellFormed, string? Selected) Subprotocol(params string[] fields)
    {
        (RequestHead head, byte[] bytes) = Parse("1.1", fields);
        bool isWellFormed = WebSocketHandshake.TrySelectSubprotocol(head, bytes, ["chat", "superchat"], out string? selected);
        return (isWellFormed, selected);
    }

    private static (string? Answer, int ServerWindowBits) Extensions(params string[] fields)
    {
        (RequestHead head, byte[] bytes) = Parse("1.1", fields);
        string? answer = PermessageDeflate.Negotiate(head, bytes, out int bits);
        return (answer, bits);
    }

    private static (RequestHead Head, byte[] Bytes) Parse(string version, string[] fields)
    {
        byte[] bytes = Encoding.Latin1.GetBytes($"GET /chat HTTP/{version}\r\nHost: a.example\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n");
        var head = new RequestHead();
        RequestParser parser = default;
        Assert.Equal(ParseStatus.Complete, parser.Parse(bytes, head, Wire.Roomy));
        return (head, bytes);
    }
}
