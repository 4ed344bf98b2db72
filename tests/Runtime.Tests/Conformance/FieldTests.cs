using Xunit;
using static Gatehouse.Runtime.Tests.Conformance.Conversation;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>RFC 9112 section 5 and RFC 9110 section 5: header fields.</summary>
public sealed class FieldTests
{
    private const string Line = "GET / HTTP/1.1\r\n";

    [Theory]
    [InlineData("Host : h\r\n\r\n")]
    [InlineData("Host\t: h\r\n\r\n")]
    [InlineData("Host: h\r\nTransfer-Encoding : chunked\r\n\r\n")]
    [InlineData("Host: h\r\nContent-Length : 1\r\n\r\nx")]
    [Conforms("9112", "5.1", "A server MUST answer 400 to white space between a field name and its colon", "400, closed")]
    public Task White_space_before_the_colon(string fields) => RefusesAsync(400, Line + fields);

    [Fact]
    [Conforms("9112", "5.1", "White space around a field value is not part of it", "removed")]
    public Task White_space_around_a_value() => ReadsAsync(
        Line + "Host: \t h \t\r\nA:\t\r\nB:b  c \r\n\r\n", "GET Origin '/' host 'h' 1.1 keep\n  Host: h\n  A: \n  B: b  c\n", "GET h /  ");

    [Theory]
    [InlineData("Host: h\r\n i\r\n\r\n")]
    [InlineData("Host: h\r\nA: b\r\n\tc\r\n\r\n")]
    [InlineData("Host: h\r\nTransfer-Encoding:\r\n chunked\r\n\r\n")]
    [InlineData("Host: h\r\nA: b\r\n \r\n\r\n")]
    [Conforms("9112", "5.2", "A server that gets a folded field MUST answer 400, or replace the fold", "400, closed")]
    public Task A_folded_field(string fields) => RefusesAsync(400, Line + fields);

    [Theory]
    [InlineData(": h\r\n")]
    [InlineData("A(b): c\r\n")]
    [InlineData("A\u00e9: c\r\n")]
    [InlineData("A b: c\r\n")]
    [InlineData("A\"b\": c\r\n")]
    [InlineData("A\u0000: c\r\n")]
    [InlineData("Host\r\n")]
    [Conforms("9110", "5.1", "A field name is a token, and a colon follows it", "400, closed")]
    public Task A_name_that_is_no_token(string field) => RefusesAsync(400, Line + field + "\r\n");

    [Fact]
    [Conforms("9110", "5.1", "Field names are compared without regard to case", "read")]
    public async Task Names_in_any_case()
    {
        string said = await SayAsync(
            "POST / HTTP/1.1\r\nhOST: h\r\ncONTENT-lENGTH: 2\r\nx-NAME: v\r\n\r\nhi",
            async (request, response) => response.Write($"{request.Headers["X-Name"]} {(await request.ReadBodyAsync()).Length}"));
        Assert.Equal("v 2", said);
    }

    [Theory]
    [InlineData("Content_Length: 5")]
    [InlineData("Transfer_Encoding: chunked")]
    [InlineData("Content-Length-: 5")]
    [InlineData("Content.Length: 5")]
    [Conforms("9112", "11.2", "What two readers may frame in two ways is how a request is smuggled", "one way, or 400")]
    [Conforms("9110", "5.1", "A name that only looks like another, as with an underscore for a hyphen, is another field: it frames nothing", "no body")]
    public async Task Twins_of_framing_fields(string field)
    {
        string heard = await HearAllAsync($"GET /a HTTP/1.1\r\nHost: h\r\n{field}\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.Contains("GET h /a  ", heard, StringComparison.Ordinal);
        Assert.EndsWith("GET h /b  ", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9110", "5.1", "X_Name is never read as X-Name by the application", "kept apart")]
    public async Task Twins_of_other_fields()
    {
        string said = await SayAsync(
            Line + "Host: h\r\nX_Forwarded_For: evil\r\nX-Name: good\r\nX_Name: evil\r\n\r\n",
            (request, response) =>
            {
                response.Write($"{request.Headers["X-Forwarded-For"] ?? "none"} {request.Headers["X-Name"]} {request.Headers["X_Name"]}");
                return default;
            });
        Assert.Equal("none good evil", said);
    }

    [Fact]
    [Conforms("9110", "5.2", "Fields of one name make one list, in their order; a server MUST NOT change the order", "joined with a comma")]
    public async Task Fields_of_one_name()
    {
        string said = await SayAsync(
            Line + "Host: h\r\nA: 1\r\nB: x\r\na: 2, 3\r\nA:\r\n\r\n",
            (request, response) =>
            {
                response.Write(request.Headers["A"]!);
                return default;
            });
        Assert.Equal("1, 2, 3, ", said);
    }

    [Fact]
    [Conforms("9110", "5.3", "Set-Cookie is not a list: several are several lines", "a line each")]
    public async Task Several_cookies()
    {
        string heard = await HearAllAsync(
            Line + "Host: h\r\nConnection: close\r\n\r\n",
            (_, response) =>
            {
                response.Headers.Add("Set-Cookie", "a=1");
                response.Headers.Add("Set-Cookie", "b=2");
                return default;
            });
        Assert.Contains("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: h\r\nA: 0123456789012345678901234567890123456789\r\n\r\n")]
    [InlineData("Host: h\r\nA: 1\r\nB: 1\r\nC: 1\r\n\r\n")]
    [Conforms("9110", "5.4", "A server that gets a field, or fields, larger than it wishes MUST answer 4xx", "431, closed")]
    [Conforms("6585", "5", "The status for fields that are too large", "431, closed")]
    public Task Fields_over_the_limit(string fields) => RefusesAsync(431, Line + fields, o => o with { Limits = new(200, 3, 30) });

    [Theory]
    [InlineData("A: \u0000")]
    [InlineData("A: b\u0000c")]
    [InlineData("A: \u0001")]
    [InlineData("A: \u001b[2J")]
    [InlineData("A: \u007f")]
    [Conforms("9110", "5.5", "A recipient of CR, LF or NUL in a field value MUST reject the message, or replace them; other controls MAY be kept. We keep none", "400, closed")]
    public Task A_control_character_in_a_value(string field) => RefusesAsync(400, $"{Line}{field}\r\n");

    [Fact]
    [Conforms("9110", "5.6.1", "A recipient MUST ignore empty list elements: here in Connection and Expect", "ignored")]
    public Task Empty_list_elements() => ReadsAsync(
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: , ,close,\r\nExpect: ,100-continue,,\r\n\r\n",
        "GET Origin '/' host 'h' 1.1 close\n  Host: h\n  Connection: , ,close,\n  Expect: ,100-continue,,\n",
        "GET h /  ");

    [Theory]
    [InlineData("a\r\nX: y")]
    [InlineData("a\nX: y")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    [InlineData("a\u001bb")]
    [InlineData("a\u0100")]
    [Conforms("9112", "11.1", "Line ends in what the application sends would split the response", "refused with an exception")]
    [Conforms("9110", "5.5", "A sender MUST NOT generate CR, LF or NUL in a field value: the application cannot split a response", "refused with an exception")]
    public void A_value_that_the_application_may_not_send(string value)
    {
        var response = new Response();
        Assert.Throws<ArgumentException>(() => response.Headers["A"] = value);
        Assert.Throws<ArgumentException>(() => response.Headers.Add("A", value));
        Assert.Throws<ArgumentException>(() => response.ContentType = value);
        Assert.Throws<ArgumentException>(() => Response.Redirect(value));
        Assert.Empty(response.Headers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("A:")]
    [InlineData("A\r\nB")]
    [InlineData("\u00e9")]
    [Conforms("9110", "5.1", "A sender's field name is a token", "refused with an exception")]
    public void A_name_that_the_application_may_not_send(string name) =>
        Assert.Throws<ArgumentException>(() => new Response().Headers.Add(name, "v"));
}
