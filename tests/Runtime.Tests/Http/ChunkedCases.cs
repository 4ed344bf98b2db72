using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Chunked bodies, and what the decoder must make of them.</summary>
internal static class ChunkedCases
{
    /// <summary>The bytes, the body, and what stands behind the body.</summary>
    public static TheoryData<string, string, string> Accepted { get; } = new()
    {
        { "0\r\n\r\n", "", "" },
        { "0\r\n\r\nGET", "", "GET" },
        { "3\r\nabc\r\n0\r\n\r\n", "abc", "" },
        { "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n\r\n", "abc", "\r\n" },
        { "A\r\n0123456789\r\n0\r\n\r\n", "0123456789", "" },
        { "a\r\n0\r\n\r\n\r\n\n\0x\r\n0\r\n\r\n", "0\r\n\r\n\r\n\n\0x", "" },
        { "0000000000000001\r\na\r\n0000000000000000\r\n\r\n", "a", "" },

        // Extensions: RFC 9112 section 7.1.1
        { "1;n\r\na\r\n0;n\r\n\r\n", "a", "" },
        { "1;n=v\r\na\r\n0\r\n\r\n", "a", "" },
        { "1;n=v;m;o=w\r\na\r\n0\r\n\r\n", "a", "" },
        { "1 ;\tn = v ; m\r\na\r\n0\r\n\r\n", "a", "" },
        { "1;n=\"\"\r\na\r\n0\r\n\r\n", "a", "" },
        { "1;n=\"a;b=\\\"\\\\ \t\u00e9\";m\r\na\r\n0\r\n\r\n", "a", "" },
        { "1;n=\"v\" ;m\r\na\r\n0\r\n\r\n", "a", "" },

        // Trailer section: RFC 9112 section 7.1.2
        { "0\r\nA: b\r\n\r\n", "", "" },
        { "1\r\na\r\n0\r\nA:\r\nX-Checksum: \t\u00ff \r\n\r\nrest", "a", "rest" },
        { "0\r\n" + new string('n', 40) + ": v\r\n\r\n", "", "" },
        { "0\r\nContent_Length: 1\r\nHosts: h\r\nTransfer-Encoding-: x\r\n\r\n", "", "" },
    };

    /// <summary>The bytes up to the one that is wrong, the status, and a part of the reason.</summary>
    public static TheoryData<string, int, string> Refused { get; } = new()
    {
        // Sizes: RFC 9112 section 7.1
        { "\r", 400, "not hexadecimal" },
        { "\n", 400, "not hexadecimal" },
        { "g", 400, "not hexadecimal" },
        { "+", 400, "not hexadecimal" },
        { "-", 400, "not hexadecimal" },
        { " ", 400, "not hexadecimal" },
        { ";", 400, "not hexadecimal" },
        { "0x", 400, "not hexadecimal" },
        { "1_", 400, "not hexadecimal" },
        { "1g", 400, "not hexadecimal" },
        { "1\0", 400, "not hexadecimal" },
        { "00000000000000000", 400, "out of range" },
        { "8000000000000000", 400, "out of range" },
        { "ffffffffffffffff", 400, "out of range" },

        // Line ends
        { "1\n", 400, "not hexadecimal" },
        { "1\r\r", 400, "CRLF" },
        { "1\ra", 400, "CRLF" },
        { "1\r\nab", 400, "longer than its size" },
        { "1\r\na\n", 400, "longer than its size" },
        { "1\r\na\r\r", 400, "CRLF" },
        { "1\r\na\r0", 400, "CRLF" },
        { "1\r\na\r\n\r", 400, "not hexadecimal" },
        { "0\r\n\r\r", 400, "CRLF" },
        { "0\r\n\n", 400, "malformed trailer" },
        { "0\n", 400, "not hexadecimal" },

        // Extensions
        { "1 \r", 400, "extension" },
        { "1 a", 400, "extension" },
        { "1;\r", 400, "extension" },
        { "1;;", 400, "extension" },
        { "1;=", 400, "extension" },
        { "1;n \r", 400, "extension" },
        { "1;n m", 400, "extension" },
        { "1;n=\r", 400, "extension" },
        { "1;n=;", 400, "extension" },
        { "1;n=v=", 400, "extension" },
        { "1;n=v \r", 400, "extension" },
        { "1;n=\"v\"w", 400, "extension" },
        { "1;n=\"\r", 400, "extension" },
        { "1;n=\"\n", 400, "extension" },
        { "1;n=\"\\\r", 400, "extension" },
        { "1;n\n", 400, "extension" },
        { "1;n\0", 400, "extension" },
        { "1;n=v\n", 400, "extension" },
        { "1;" + new string('n', ChunkedDecoder.MaxExtensionBytes), 400, "extensions too large" },
        { "1;" + new string(' ', ChunkedDecoder.MaxExtensionBytes), 400, "extensions too large" },
        { "1;n=\"" + new string(' ', ChunkedDecoder.MaxExtensionBytes - 3), 400, "extensions too large" },

        // Trailer section
        { "0\r\n ", 400, "malformed trailer" },
        { "0\r\n:", 400, "malformed trailer" },
        { "0\r\nA\r", 400, "malformed trailer" },
        { "0\r\nA ", 400, "malformed trailer" },
        { "0\r\nA\u00e9", 400, "malformed trailer" },
        { "0\r\nA: b\n", 400, "malformed trailer" },
        { "0\r\nA: b\0", 400, "malformed trailer" },
        { "0\r\nA: b\r\r", 400, "CRLF" },
        { "0\r\nA: b\r\n ", 400, "malformed trailer" },
        { "0\r\n" + "A: " + new string('b', ChunkedDecoder.MaxTrailerBytes - 2), 431, "too large" },

        // RFC 9110 section 6.5.1
        { "0\r\nTransfer-Encoding:", 400, "may not be one" },
        { "0\r\ncontent-length:", 400, "may not be one" },
        { "0\r\nHOST:", 400, "may not be one" },
        { "0\r\nA: b\r\nTrailer:", 400, "may not be one" },
        { "0\r\nAuthorization:", 400, "may not be one" },
        { "0\r\nProxy-Authorization:", 400, "may not be one" },
        { "0\r\nCookie:", 400, "may not be one" },
        { "0\r\nTE:", 400, "may not be one" },
        { "0\r\nContent-Type:", 400, "may not be one" },
        { "0\r\nX-Forwarded-For:", 400, "may not be one" },
    };
}
