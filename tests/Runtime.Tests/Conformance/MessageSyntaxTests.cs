using Xunit;
using static Gatehouse.Runtime.Tests.Conformance.Conversation;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>RFC 9112 sections 2 and 3: what a request looks like.</summary>
public sealed class MessageSyntaxTests
{
    private const string Host = "\r\nHost: h\r\n\r\n";

    [Fact]
    [Conforms("9112", "2.2", "A recipient MUST parse a message as octets: a field value may have bytes beyond ASCII", "read; they are opaque")]
    public Task Bytes_beyond_ASCII_in_a_value() => ReadsAsync(
        "GET / HTTP/1.1\r\nHost: h\r\nA: \u00e9\u00ff\r\n\r\n", "GET Origin '/' host 'h' 1.1 keep\n  Host: h\n  A: \u00e9\u00ff\n", "GET h /  ");

    [Theory]
    [InlineData("GET / HTTP/1.1\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\n")]
    [Conforms("9112", "2.2", "A recipient MAY take a single LF for a line end. We do not: a proxy that does not would see another message", "400, closed")]
    public Task A_line_that_ends_with_LF_alone(string bytes) => RefusesAsync(400, bytes);

    [Theory]
    [InlineData("GET / HTTP/1.1\rHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nA: b\rHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\rx")]
    [Conforms("9112", "2.2", "A recipient of a bare CR outside the content MUST take the message for invalid, or replace the CR", "400, closed")]
    public Task A_bare_CR(string bytes) => RefusesAsync(400, bytes);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [Conforms("9112", "2.2", "A server SHOULD ignore at least one empty line before the request line", "ignored, up to two")]
    public Task Empty_lines_before_a_request(string empty) => ReadsAsync(
        empty + "GET /x HTTP/1.1" + Host, "GET Origin '/x' host 'h' 1.1 keep\n  Host: h\n", "GET h /x  ");

    [Fact]
    [Conforms("9112", "2.2", "Empty lines without end are no request", "400, closed")]
    public Task Too_many_empty_lines() => RefusesAsync(400, "\r\n\r\n\r\nGET / HTTP/1.1" + Host);

    [Theory]
    [InlineData(" A: b\r\nHost: h\r\n\r\n")]
    [InlineData("\tA: b\r\nHost: h\r\n\r\n")]
    [InlineData(" \r\nHost: h\r\n\r\n")]
    [Conforms("9112", "2.2", "White space between the request line and the first field: a recipient MUST reject the message, or drop such lines", "400, closed")]
    public Task White_space_before_the_first_field(string fields) => RefusesAsync(400, "GET / HTTP/1.1\r\n" + fields);

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")]
    [InlineData("\0\0\0\0")]
    [InlineData("{}\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [Conforms("9112", "2.2", "A server that gets bytes which do not match the grammar SHOULD answer 400 and close", "400, closed")]
    public Task What_is_no_request(string bytes) => RefusesAsync(400, bytes);

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("Http/1.1")]
    [InlineData("HTTP/1")]
    [InlineData("HTTP/1.10")]
    [InlineData("HTTP/01.1")]
    [InlineData("HTTP/1,1")]
    [InlineData("HTTP/1.1 ")]
    [InlineData("HTTPS/1.1")]
    [Conforms("9112", "2.3", "HTTP-version is case-sensitive and has one digit on each side of the dot", "400, closed")]
    public Task A_malformed_version(string version) => RefusesAsync(400, $"GET / {version}{Host}");

    [Fact]
    [Conforms("9110", "2.5", "A recipient of a higher minor version SHOULD process the message as the highest it knows of that major version", "read as HTTP/1.1")]
    public Task A_higher_minor_version() => ReadsAsync(
        "GET / HTTP/1.7" + Host, "GET Origin '/' host 'h' 1.1 keep\n  Host: h\n", "GET h /  ");

    [Fact]
    [Conforms("9110", "2.5", "A server SHOULD answer with the highest version it conforms to, of the request's major version", "HTTP/1.1, to HTTP/1.0 too")]
    public async Task The_version_of_an_answer() =>
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await HearAllAsync("GET / HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET / HTTP/2.0" + Host)]
    [InlineData("GET / HTTP/0.9" + Host)]
    [InlineData("GET / HTTP/3.0" + Host)]
    [Conforms("9110", "15.6.6", "Another major version is not served, and the answer SHOULD say why", "505, closed")]
    public Task Another_major_version(string bytes) => RefusesAsync(505, bytes);

    [Fact]
    [Conforms("9113", "3.4", "The preface of HTTP/2 begins with a request that an HTTP/1.1 server can refuse", "505, closed")]
    public Task The_preface_of_HTTP_2() => RefusesAsync(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    [Fact]
    [Conforms("9112", "3", "A request line without a version is HTTP/0.9, which is no longer a request", "400, closed")]
    public Task A_request_of_HTTP_0_9() => RefusesAsync(400, "GET /\r\n");

    [Theory]
    [InlineData("GET  / HTTP/1.1")]
    [InlineData("GET /  HTTP/1.1")]
    [InlineData(" GET / HTTP/1.1")]
    [InlineData("GET / HTTP/1.1 ")]
    [InlineData("GET\t/ HTTP/1.1")]
    [InlineData("GET /\u000bHTTP/1.1")]
    [InlineData("GET /\u000c HTTP/1.1")]
    [Conforms("9112", "3", "A recipient MAY split the request line at any white space. We split at single spaces only, as the grammar does", "400, closed")]
    public Task White_space_in_the_request_line(string line) => RefusesAsync(400, line + Host);

    [Theory]
    [InlineData("GET")]
    [InlineData("GET HTTP/1.1")]
    [InlineData("/ HTTP/1.1")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData("GET /a?b c HTTP/1.1")]
    [Conforms("9112", "3", "A recipient of an invalid request line SHOULD answer 400 and not try to repair it", "400, closed")]
    public Task An_invalid_request_line(string line) => RefusesAsync(400, line + Host);

    [Fact]
    [Conforms("9112", "3", "A server that gets a longer target than it parses MUST answer 414", "414, closed")]
    public Task A_request_line_over_the_limit() => RefusesAsync(414, $"GET /{new string('a', 300)}", o => o with { Limits = new(200, 10, 1000) });

    [Fact]
    [Conforms("9112", "3", "Request lines of at least 8000 octets SHOULD be supported", "8190 by default")]
    public async Task A_long_request_line()
    {
        string path = "/" + new string('a', 7981);
        Assert.Equal($"GET h {path}  ", await SayAsync($"GET {path} HTTP/1.1{Host}"));
    }

    [Theory]
    [InlineData("G(T")]
    [InlineData("GET:")]
    [InlineData("\"GET\"")]
    [InlineData("G@T")]
    [Conforms("9112", "3.1", "The method is a token", "400, closed")]
    public Task A_method_that_is_no_token(string method) => RefusesAsync(400, $"{method} / HTTP/1.1{Host}");

    [Fact]
    [Conforms("9110", "9.1", "The method is case-sensitive", "get is not GET")]
    public Task A_method_in_another_case() => ReadsAsync(
        "get / HTTP/1.1" + Host, "other get Origin '/' host 'h' 1.1 keep\n  Host: h\n", "get h /  ");

    [Fact]
    [Conforms("9112", "3.2", "A server MUST answer 400 to an HTTP/1.1 request without Host", "400, closed")]
    public Task No_Host() => RefusesAsync(400, "GET / HTTP/1.1\r\nA: b\r\n\r\n");

    [Theory]
    [InlineData("Host: h\r\nHost: h\r\n\r\n")]
    [InlineData("Host: h\r\nA: b\r\nHOST: i\r\n\r\n")]
    [InlineData("Host: \r\nHost: \r\n\r\n")]
    [Conforms("9112", "3.2", "A server MUST answer 400 to a request with more than one Host", "400, closed")]
    public Task More_than_one_Host(string fields) => RefusesAsync(400, "GET / HTTP/1.1\r\n" + fields);

    [Theory]
    [InlineData("h i")]
    [InlineData("h/x")]
    [InlineData("u@h")]
    [InlineData("h:65536")]
    [InlineData("h:8o")]
    [InlineData("h\\")]
    [InlineData("[::1")]
    [InlineData("::1")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("h%0")]
    [InlineData("http://h")]
    [InlineData("h\u00e9")]
    [Conforms("9112", "3.2", "A server MUST answer 400 to a request whose Host is not valid", "400, closed")]
    public Task An_invalid_Host(string host) => RefusesAsync(400, $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");

    [Fact]
    [Conforms("9112", "3.2", "Host MUST be sent with an empty value where the target has no authority, so an empty one is valid", "read")]
    public Task An_empty_Host() => ReadsAsync(
        "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET Origin '/' 1.1 keep\n  Host: \n", "GET  /  ");

    [Fact]
    [Conforms("9112", "3.2", "HTTP/1.0 does not require Host", "read")]
    public Task No_Host_in_HTTP_1_0() => ReadsAsync("GET / HTTP/1.0\r\n\r\n", "GET Origin '/' 1.0 close\n", "GET  /  ");

    [Theory]
    [InlineData("GET /#f HTTP/1.1")]
    [InlineData("GET /?q#f HTTP/1.1")]
    [InlineData("GET http://h/#f HTTP/1.1")]
    [Conforms("9112", "3.2", "No target form has a fragment", "400, closed")]
    public Task A_fragment(string line) => RefusesAsync(400, line + Host);

    [Theory]
    [InlineData("GET x HTTP/1.1")]
    [InlineData("GET ?x HTTP/1.1")]
    [InlineData("GET \\ HTTP/1.1")]
    [InlineData("GET h:80 HTTP/1.1")]
    [InlineData("GET h:80/ HTTP/1.1")]
    [Conforms("9112", "3.2.1", "In origin form the path begins with a slash", "400, closed")]
    public Task A_path_without_its_slash(string line) => RefusesAsync(400, line + Host);

    [Theory]
    [InlineData("GET //x/../y HTTP/1.1", "//x/../y")]
    [InlineData("GET /a%2fb HTTP/1.1", "/a%2fb")]
    [Conforms("9112", "3.2.1", "The path is handed over as it came: empty and dot segments are not normalised, %2F is no separator", "read")]
    public Task A_path_that_is_not_normalised(string line, string path) => ReadsAsync(
        line + Host, $"GET Origin '{path}' host 'h' 1.1 keep\n  Host: h\n", $"GET h {path}  ");

    [Theory]
    [InlineData("GET http://o/p?q HTTP/1.1", "GET Absolute '/p' query 'q' host 'o' 1.1 keep", "GET o /p q ")]
    [InlineData("GET HTTP://o HTTP/1.1", "GET Absolute '/' host 'o' 1.1 keep", "GET o /  ")]
    [Conforms("9112", "3.2.2", "A server MUST accept the absolute form, and MUST ignore Host in favour of the target's", "read; Host is the target's")]
    public Task The_absolute_form(string line, string reading, string asked) => ReadsAsync(line + Host, reading + "\n  Host: h\n", asked);

    [Theory]
    [InlineData("GET http://o HTTP/1.1", "GET Absolute '/' host 'o' 1.1 keep", "GET o /  ")]
    [InlineData("GET http://o?q HTTP/1.1", "GET Absolute '/' query 'q' host 'o' 1.1 keep", "GET o / q ")]
    [Conforms("9110", "4.2.3", "An empty path is the path \"/\"", "read")]
    public Task An_empty_path(string line, string reading, string asked) => ReadsAsync(line + Host, reading + "\n  Host: h\n", asked);

    [Fact]
    [Conforms("9112", "3.2.4", "OPTIONS in absolute form without a path is how a proxy sends the asterisk form", "200, empty")]
    public async Task The_asterisk_form_behind_a_proxy()
    {
        const string Bytes = "OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n";
        Http.Wire.AssertReads(Bytes, "OPTIONS Absolute '' host 'h' 1.1 keep\n  Host: h\n");
        Assert.Equal("", await SayAsync(Bytes));
    }

    [Theory]
    [InlineData("ftp://h/")]
    [InlineData("http:/h")]
    [InlineData("http//h/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("urn:x")]
    [Conforms("9112", "3.2.2", "An absolute target is an http or https URI: an origin server has no other", "400, closed")]
    public Task Another_scheme(string target) => RefusesAsync(400, $"GET {target} HTTP/1.1{Host}");

    [Theory]
    [InlineData("CONNECT /")]
    [InlineData("CONNECT h")]
    [InlineData("CONNECT h:")]
    [InlineData("CONNECT h:0")]
    [InlineData("CONNECT :443")]
    [InlineData("CONNECT u@h:443")]
    [InlineData("CONNECT http://h:443/")]
    [InlineData("CONNECT *")]
    [Conforms("9112", "3.2.3", "CONNECT has the authority form and nothing else; RFC 9110 section 9.3.6: an empty or invalid port MUST be refused", "400, closed")]
    public Task CONNECT_without_host_and_port(string start) => RefusesAsync(400, $"{start} HTTP/1.1{Host}");

    [Theory]
    [InlineData("GET *")]
    [InlineData("TRACE *")]
    [InlineData("OPTIONS *x")]
    [InlineData("OPTIONS **")]
    [Conforms("9112", "3.2.4", "The asterisk form is for OPTIONS only", "400, closed")]
    public Task An_asterisk_without_OPTIONS(string start) => RefusesAsync(400, $"{start} HTTP/1.1{Host}");

    [Theory]
    [InlineData("GET http:///x")]
    [InlineData("GET http://")]
    [InlineData("GET http://:80/")]
    [InlineData("GET http://?q")]
    [Conforms("9110", "4.2.1", "A recipient MUST reject an http URI with an empty host", "400, closed")]
    public Task A_target_without_a_host(string start) => RefusesAsync(400, $"{start} HTTP/1.1{Host}");

    [Theory]
    [InlineData("http://user@h/")]
    [InlineData("http://user:password@h/")]
    [InlineData("http://trusted.example@evil.example/")]
    [Conforms("9110", "4.2.4", "User information SHOULD be treated as an error: it is used to disguise the host", "400, closed")]
    public Task A_target_with_user_information(string target) => RefusesAsync(400, $"GET {target} HTTP/1.1{Host}");

    [Theory]
    [InlineData("GET /\u00e9 HTTP/1.1")]
    [InlineData("GET /\u0000 HTTP/1.1")]
    [InlineData("GET /\u007f HTTP/1.1")]
    [InlineData("GET /\t HTTP/1.1")]
    [Conforms("3986", "2", "A URI has visible ASCII only", "400, closed")]
    public Task A_target_beyond_visible_ASCII(string line) => RefusesAsync(400, line + Host);
}
