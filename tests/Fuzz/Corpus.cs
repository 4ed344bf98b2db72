using System.Text;

namespace Gatehouse.Fuzz;

/// <summary>Valid requests to begin with, and what mutations put into them.</summary>
internal static class Corpus
{
    /// <summary>Whole requests, each accepted as it stands, each leaving its connection open for another.</summary>
    public static byte[][] Requests { get; } = All(
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a/b?c=d&e=%20 HTTP/1.1\r\nHost: example.org:8080\r\nUser-Agent: x/1.0 (y; z)\r\nAccept: */*\r\n\r\n",
        "HEAD /%41%2f HTTP/1.1\r\nHost: [2001:db8::7]:81\r\n\r\n",
        "GET http://example.org/x?y HTTP/1.1\r\nHost: other\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
        "OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n",
        "TRACE /t HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n",
        "BREW /pot HTTP/1.1\r\nhost:h\r\n\r\n",
        "\r\nGET /after-empty-line HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.9\r\nHost: h\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde",
        "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
        "PUT /p HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 36\r\nHost: h\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n",
        "POST /p HTTP/1.0\r\nContent-Length: 2\r\nConnection: keep-alive, x\r\n\r\nhi",
        "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n",
        "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: CHUNKED\r\n\r\n3;n=v;q=\"a\\\"b\" ; m\r\nabc\r\n00;x\r\nA: b\r\nX-Sum: c\r\n\r\n",
        "PATCH /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n1b\r\nGET / HTTP/1.1\r\nHost: e\r\n\r\n\r\n0\r\nT: v\r\n\r\n",
        "POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "GET /u HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
        "GET /v HTTP/1.1\r\nHost: h\r\nA: \t b  c \t\r\nB:\r\nC: \u00e9\u00ff:;,\r\nA: 2\r\nX_Y: 1\r\nX-Y: 2\r\n\r\n");

    /// <summary>What makes two readers of one message disagree, or breaks one of them.</summary>
    public static byte[][] Tokens { get; } = All(
        "\r\n", "\n", "\r", "\r\r\n", "\n\r\n", "\r\n\r\n", "\0", " ", "\t", "  ", "\u000b", "\u000c", "\u007f", "\u0080", "\u00a0", "\u00ff",
        ":", " :", ": ", ";", ",", "\"", "\\", "%", "%0d%0a", "%00", "#", "?", "@", "/", "//", "..", "*",
        "GET ", "HEAD ", "CONNECT ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", "HTTP/1.1 200 OK\r\n",
        "http://", "https://h/", "[::1]", "[", "]", ":80", ":65536",
        "Host: h\r\n", "Host:\r\n", "host : h\r\n", "Host\r\n", " Host: h\r\n", "Host: a b\r\n",
        "Content-Length: 0\r\n", "Content-Length: 5\r\n", "Content-Length: +5\r\n", "Content-Length: 5, 5\r\n", "Content-Length: 0x5\r\n",
        "Content-Length: -1\r\n", "Content-Length: 9223372036854775807\r\n", "Content-Length: 9223372036854775808\r\n",
        "Content-Length:\t5\r\n", "Content-Length : 5\r\n", "Content_Length: 5\r\n", "content-length: 5\r\n", "Content-Length: 5\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked, chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: identity\r\n", "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: \u000bchunked\r\n",
        "Transfer-Encoding:\r\n chunked\r\n", "Transfer_Encoding: chunked\r\n", "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n", "transfer-encoding:chunked\r\n", "Transfer-Encoding: chunked;q=1\r\n",
        "Connection: close\r\n", "Connection: keep-alive\r\n", "Connection: ,close,\r\n", "Connection: Host\r\n", "Expect: 100-continue\r\n",
        "Expect: x\r\n", "Upgrade: websocket\r\n", "TE: trailers\r\n", " folded\r\n", "\tfolded\r\n",
        "0\r\n\r\n", "0\r\n", "00000000000000000\r\n", "ffffffffffffffff\r\n", "7fffffffffffffff\r\n", "0x1\r\n", "-1\r\n", "+1\r\n", "1 \r\n", "1;\r\n",
        "1;a=\"\r\n", "1\n", "1\r", "5\r\nabcde\r\n", "0\r\nContent-Length: 5\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\n\n", "chunked", "close", "100-continue");

    private static byte[][] All(params string[] texts) => [.. texts.Select(Encoding.Latin1.GetBytes)];
}
