using System.Text;
using Gatehouse.Fuzz;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>A reason for which our parser and Kestrel's differ.</summary>
/// <param name="What">What the bytes have.</param>
/// <param name="Decides">The section that decides.</param>
/// <param name="Why">Why ours is right, or why both are.</param>
/// <param name="Example">Bytes that have it.</param>
/// <param name="Reason">A part of the reason that the parser gives which refuses.</param>
/// <param name="WeRefuse">Whether that is ours.</param>
/// <param name="Has">Whether bytes have it, where the reason alone does not say so.</param>
internal sealed record KestrelDifference(
    string What, string Decides, string Why, string Example, string Reason, bool WeRefuse = true, Func<byte[], bool>? Has = null)
{
    public bool Matches(byte[] bytes, HeadVerdict ours, HeadVerdict theirs)
    {
        (HeadVerdict refusing, HeadVerdict other) = WeRefuse ? (ours, theirs) : (theirs, ours);
        return refusing.Verdict == Verdict.Refuses && other.Verdict != Verdict.Refuses
            && refusing.Text.Contains(Reason, StringComparison.Ordinal) && Has?.Invoke(bytes) != false;
    }
}

/// <summary>Every reason for which our parser and Kestrel's differ about a head: a difference that is not in this list fails a test.</summary>
internal static class KestrelDifferences
{
    private const string Line = "GET / HTTP/1.1\r\n";
    private const string Host = "Host: h\r\n\r\n";
    private const string Later = "Kestrel's parser leaves this to what comes behind it";

    public static IReadOnlyList<KestrelDifference> All { get; } =
    [
        new("LF without CR", "RFC 9112 section 2.2", "A recipient MAY take LF for a line end, and Kestrel does by default. A proxy that does not sees another message", "GET / HTTP/1.1\nHost: h\n\n", "LF without CR"),
        new("CR without LF, in the target", "RFC 9112 section 2.2", $"A bare CR MUST make the message invalid or be replaced. {Later}", "GET /a\rb HTTP/1.1\r\n" + Host, "CR without LF"),
        new("NUL in a field value", "RFC 9110 section 5.5", $"MUST be rejected or replaced. {Later}", Line + "A: b\0\r\n" + Host, "NUL (RFC 9110"),
        new("another control character", "RFC 9110 section 5.5", "A value that is safe to keep MAY be kept; nothing that we know of needs one, and logs and terminals suffer from them", Line + "A: \u001b[2J\r\n" + Host, "control character"),
        new("a field name that is no token", "RFC 9110 section 5.1", $"The grammar has tokens. {Later}", Line + "A(: b\r\n" + Host, "header field name is no token"),
        new("a byte beyond ASCII in the request line", "RFC 3986 section 2", $"A URI has none. {Later}", "GET http://\u00e9/ HTTP/1.1\r\n" + Host, "non-ASCII byte in the request line"),
        new("another byte for the space before the version", "RFC 9112 section 3", "The grammar has a space there. Kestrel counts bytes from the line's end and takes whatever stands before the version", "OPTIONS *(HTTP/1.1\r\n" + Host, "not method, target and version"),
        new("a space or a fragment in the target", "RFC 9112 section 3.2", $"No white space is allowed in a target, and it SHOULD get 400; no target form has a fragment. {Later}", "GET /a  HTTP/1.1\r\n" + Host, "space or fragment"),
        new("a target that is neither a path nor an http URI", "RFC 9112 section 3.2", Later, "GET a HTTP/1.1\r\n" + Host, "neither a path"),
        new("an absolute target without a valid host", "RFC 9110 section 4.2.1", $"MUST be rejected. {Later}", "GET http://u@h/ HTTP/1.1\r\n" + Host, "no valid host"),
        new("CONNECT without host and port", "RFC 9112 section 3.2.3", Later, "CONNECT h HTTP/1.1\r\n" + Host, "CONNECT target"),
        new("an asterisk without OPTIONS", "RFC 9112 section 3.2.4", Later, "GET * HTTP/1.1\r\n" + Host, "without OPTIONS"),
        new("no Host", "RFC 9112 section 3.2", $"MUST get 400. {Later}", Line + "\r\n", "no Host"),
        new("more than one Host", "RFC 9112 section 3.2", $"MUST get 400. {Later}", Line + "Host: h\r\n" + Host, "more than one Host"),
        new("an invalid Host", "RFC 9112 section 3.2", $"MUST get 400. {Later}", Line + "Host: h/x\r\n\r\n", "invalid Host"),
        new("a Content-Length that is no number", "RFC 9112 section 6.3", $"MUST get 400. {Later}", Line + "Content-Length: +1\r\n" + Host, "Content-Length is no number"),
        new("a Content-Length that overflows", "RFC 9110 section 8.6", $"MUST be prevented. {Later}", Line + "Content-Length: 9223372036854775808\r\n" + Host, "Content-Length out of range"),
        new("more than one Content-Length", "RFC 9110 section 8.6", $"MUST be rejected, or equal ones be taken for one. {Later}", Line + "Content-Length: 1\r\nContent-Length: 1\r\n" + Host, "more than one Content-Length"),
        new("Content-Length beside Transfer-Encoding", "RFC 9112 section 6.1", $"A server MAY reject it, and ought to treat it as an attack. {Later}", Line + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n" + Host, "both Content-Length and Transfer-Encoding"),
        new("Transfer-Encoding in HTTP/1.0", "RFC 9112 section 6.1", $"MUST be treated as faulty framing. {Later}", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" + Host, "Transfer-Encoding in HTTP/1.0"),
        new("chunked that is not the last coding", "RFC 9112 section 6.3", $"MUST get 400. {Later}", Line + "Transfer-Encoding: gzip\r\n" + Host, "without chunked as the last coding"),
        new("chunked twice, or before another coding", "RFC 9112 section 6.1", Later, Line + "Transfer-Encoding: chunked, chunked\r\n" + Host, "chunked twice or not last"),
        new("chunked with a parameter", "RFC 9112 section 7.1", $"It has none, and one SHOULD be an error. {Later}", Line + "Transfer-Encoding: chunked;q=1\r\n" + Host, "chunked with a parameter"),
        new("a malformed Transfer-Encoding", "RFC 9112 section 7", Later, Line + "Transfer-Encoding: \"chunked\"\r\n" + Host, "malformed Transfer-Encoding"),
        new("an unknown coding before chunked", "RFC 9112 section 6.1", $"SHOULD get 501. {Later}", Line + "Transfer-Encoding: gzip, chunked\r\n" + Host, "unknown transfer coding"),
        new("an expectation other than 100-continue", "RFC 9110 section 10.1.1", $"MAY get 417. {Later}", Line + "Expect: x\r\n" + Host, "expectation other than"),
        new("more fields than the limit", "RFC 9110 section 5.4", "MUST get 4xx; Kestrel has this limit outside of its parser", Line + string.Concat(Enumerable.Repeat("A: b\r\n", 101)) + Host, "too many header fields"),
        new("a minor version above 1", "RFC 9110 section 2.5", "SHOULD be read as the highest minor version that is known", "GET / HTTP/1.9\r\n" + Host, "Unrecognized HTTP version", WeRefuse: false, bytes => !Starts(bytes, "\r\n")),
        new("an empty line before the request", "RFC 9112 section 2.2", "SHOULD be ignored; Kestrel skips it outside of its parser", "\r\nGET / HTTP/1.1\r\n" + Host, "Invalid request line", WeRefuse: false, bytes => Starts(bytes, "\r\n")),
    ];

    public static string Write()
    {
        var page = new StringBuilder("""
            ## Where Kestrel's parser differs

            A test gives the same bytes to this parser and to Kestrel's public `HttpParser<T>` (ASP.NET Core 10): every example of the
            tests, and seeded mutations of valid requests. Kestrel's connection checks some things behind its parser, which its parser
            therefore passes; that is said where it is so. A difference that has no row here fails the test.

            | the bytes have | refused by | decided by | why | for example |
            |---|---|---|---|---|

            """);
        foreach (KestrelDifference difference in All)
        {
            page.Append($"| {difference.What} | {(difference.WeRefuse ? "us" : "Kestrel")} | {difference.Decides} | {difference.Why} "
                + $"| `{Short(difference.Example)}` |\n");
        }

        return page.ToString();
    }

    private static string Short(string bytes)
    {
        const int Most = 80;
        string spelled = Finding.Spell(Encoding.Latin1.GetBytes(bytes)).Trim('"');
        return spelled.Length <= Most ? spelled : spelled[..Most] + "…";
    }

    private static bool Starts(byte[] bytes, string text) => bytes.AsSpan().StartsWith(Encoding.Latin1.GetBytes(text));
}
