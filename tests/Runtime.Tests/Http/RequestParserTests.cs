using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>RFC 9112 and 9110 as examples, each read in every cut and behind another request.</summary>
public class RequestParserTests
{
    public static TheoryData<string, string> Targets => RequestCases.Targets;

    public static TheoryData<string, string> Fields => RequestCases.Fields;

    public static TheoryData<string, string> OldFields => RequestCases.OldFields;

    public static TheoryData<string, int, string> Refused => RequestCases.Refused;

    [Theory]
    [MemberData(nameof(Targets))]
    public void Reads_method_target_and_version(string line, string expected) =>
        Wire.AssertReads(line + "\r\nHost: h\r\n\r\n", expected + "\n  Host: h\n");

    [Theory]
    [MemberData(nameof(Fields))]
    public void Reads_header_fields(string fields, string expected) =>
        Wire.AssertReads("GET / HTTP/1.1\r\n" + End(fields), $"GET Origin '/' {expected}\n");

    [Theory]
    [MemberData(nameof(OldFields))]
    public void Reads_requests_of_HTTP_1_0(string fields, string expected) =>
        Wire.AssertReads("GET / HTTP/1.0\r\n" + End(fields), $"GET Origin '/' {expected}\n");

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_as_soon_as_the_line_is_there(string input, int status, string reason)
    {
        string whole = Wire.Read(input);
        Assert.StartsWith($"! {status} ", whole, StringComparison.Ordinal);
        Assert.Contains(reason, whole, StringComparison.Ordinal);

        // Nothing but the last byte made it wrong, and what comes behind it changes nothing.
        Assert.DoesNotContain("!", Wire.Read(input[..^1]), StringComparison.Ordinal);
        Wire.AssertReads(input + "\r\nHost: h\r\n\r\n", whole);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    public void Ignores_a_few_empty_lines_before_the_request(string before) => Wire.AssertReads(
        before + "GET /x HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET Origin '/x' host 'h' 1.1 keep\n  Host: h\n");

    [Fact]
    public void Takes_nothing_from_the_request_before()
    {
        Wire.AssertReads(
            "POST /a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi"
            + "\r\nGET / HTTP/1.0\r\n\r\n",
            "POST Origin '/a' query 'b' host 'h' 1.1 close length 2 expect\n"
            + "  Host: h\n  Connection: close\n  Expect: 100-continue\n  Content-Length: 2\n  > hi\n"
            + "GET Origin '/' 1.0 close\n");
    }

    // A case may bring its own end and body; else the empty line is added.
    private static string End(string fields) => fields.Contains("\r\n\r\n", StringComparison.Ordinal) ? fields : fields + "\r\n";
}
