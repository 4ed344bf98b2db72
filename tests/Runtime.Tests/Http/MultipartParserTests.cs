using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>RFC 2046 section 5.1.1 and RFC 7578 section 4 as examples, each read in every cut.</summary>
public class MultipartParserTests
{
    private const string Disposition = "Content-Disposition: form-data; ";
    private const string Field = "--b\r\n" + Disposition + "name=\"a\"\r\n\r\n";
    private const string BadLine = "! 400 malformed multipart boundary line (RFC 2046 section 5.1.1)";
    private const string BadField = "! 400 malformed header field of a part (RFC 7578 section 4)";
    private const string BadDisposition = "! 400 a part without one Content-Disposition: form-data with one name (RFC 7578 section 4.2)";

    public static TheoryData<string, string> Bodies { get; } = new()
    {
        // The grammar of RFC 2046 section 5.1.1.
        { Field + "x\r\n--b--\r\n", "[a||] x\n." },
        { Field + "x\r\n--b--", "[a||] x\n." },
        { Field + "\r\n--b--", "[a||] \n." },
        { Field + "x\r\n" + Field + "y\r\n--b--", "[a||] x\n[a||] y\n." },
        { "\r\n" + Field + "x\r\n--b--", "[a||] x\n." },
        { "preamble\r\n--bogus? no: not at a line's start --b\r\n\r\n" + Field + "x\r\n--b--", "! 400" },
        { "preamble --b\r\n" + Field + "x\r\n--b--\r\nepilogue\r\n--b\r\n", "[a||] x\n." },
        { Field + "x\r\n--b-- \t\r\nepilogue", "[a||] x\n." },
        { "--b \t\r\n" + Disposition + "name=a\r\n\r\nx\r\n--b \r\n" + Disposition + "name=c\r\n\r\n\r\n--b--", "[a||] x\n[c||] \n." },

        // A part without content needs no CRLF between its empty line and the delimiter; nor does a form without parts.
        { Field + "--b--", "[a||] \n." },
        { Field + Field + "x\r\n--b--", "[a||] \n[a||] x\n." },
        { "--b--\r\n", "." },
        { "--b--", "." },

        // What is nearly a delimiter is data.
        { Field + "\r\r\n-b\n--b\r--b\r\n--c\r\n-\r\n--b--", "[a||] \r\r\n-b\n--b\r--b\r\n--c\r\n-\n." },
        { Field + "--a\r\n--b--", "[a||] --a\n." },
        { Field + "\r\n\r\n--b--", "[a||] \r\n\n." },
        { Field + "x--b--\r\n--b--", "[a||] x--b--\n." },

        // Not over.
        { "", "..." },
        { "--b", "..." },
        { Field, "[a||] ..." },
        { Field + "x\r\n--b", "[a||] x\n..." },
        { Field + "x\r\n--b-", "[a||] x\n..." },
        { Field + "x\r\n--b--\r", "[a||] x\n..." },
        { "no boundary at all", "..." },

        // Of two ways to read a boundary line, neither.
        { "--bx\r\n", BadLine },
        { Field + "x\r\n--bx\r\n--b--", "[a||] x\n" + BadLine },
        { Field + "x\r\n--b\n--b--", "[a||] x\n" + BadLine },
        { Field + "x\r\n--b-x", "[a||] x\n" + BadLine },
        { Field + "x\r\n--b--x", "[a||] x\n" + BadLine },
        { "--b\rx", BadLine },
        { "--b x\r\n", BadLine },

        // Header fields.
        { "--b\r\ncontent-type:text/plain\r\nX-Y: z\r\nCONTENT-DISPOSITION:form-data;name=a;filename=f\r\n\r\nx\r\n--b--", "[a|f|text/plain] x\n." },
        { "--b\r\n" + Disposition + "name=\"a\"; filename=\"\"\r\n\r\n\r\n--b--", "[a||] \n." },
        { "--b\r\n\r\nx\r\n--b--", BadDisposition },
        { "--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--", BadDisposition },
        { "--b\r\n" + Disposition + "name=a\r\n" + Disposition + "name=a\r\n\r\n", BadDisposition },
        { "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n", BadDisposition },
        { "--b\r\nContent-Disposition: form-data\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "filename=f\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "name=a; name=b\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "name=a; filename=f; filename=g\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "name=\"a\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "name=a b\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "name =a\r\n\r\n", BadDisposition },
        { "--b\r\n" + Disposition + "name=a\r\n folded: x\r\n\r\n", BadField },
        { "--b\r\nX : y\r\n\r\n", BadField },
        { "--b\r\nno colon\r\n\r\n", BadField },
        { "--b\r\nX: \0\r\n\r\n", BadField },
        { "--b\r\nX: a\nY: b\r\n\r\n", BadField },
        { "--b\r\n" + Disposition + "name=a\r\nContent-Type: a/b\r\nContent-Type: a/c\r\n\r\n", BadField },
        { "--b\r\n" + Disposition + "name=a\r\n--b--\r\n\r\n", BadField },
        { "--b\r\n" + Disposition + "name=a\r\nContent-Transfer-Encoding: 8bit\r\n\r\nx\r\n--b--", "[a||] x\n." },
        { "--b\r\n" + Disposition + "name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n", "! 400 a part with a Content-Transfer-Encoding (RFC 7578 section 4.7)" },
        { "--b\r\nX: " + new string('x', MultipartReading.MaxHeaderBytes - 5) + "\r\n\r\n", BadDisposition },
        { "--b\r\nX: " + new string('x', MultipartReading.MaxHeaderBytes - 4) + "\r\n\r\n", "! 413 header fields of a part too large" },
        { "--b\r\nX: " + new string('x', 400), "! 413 header fields of a part too large" },
    };

    /// <summary>A parameter as it stands in the field, and the name that it means.</summary>
    public static TheoryData<string, string> Names { get; } = new()
    {
        { "token", "token" },
        { "\"\"", "" },
        { "\"a b;c\"", "a b;c" },
        { "\"%22%0D%0A%0d%0a\"", "\"\r\n\r\n" },
        { "\"100%25%2\"", "100%25%2" },
        { "\"%\"", "%" },
        { "%22", "%22" },
        { "\"\\\"\\\\\"", "\"\\" },
        { "\"C:\\dir\\x\"", "C:\\dir\\x" },
        { "\"../../etc/passwd\"", "../../etc/passwd" },
        { "\"\u00c3\u00a9\"", "é" },
        { "\"\u00e9\"", "\ufffd" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Reads_in_every_cut(string body, string expected)
    {
        byte[] bytes = Cuts.Latin1(body);
        string whole = MultipartReading.Read(bytes, []);
        if (expected == "! 400") Assert.Contains(expected, whole, StringComparison.Ordinal);
        else Assert.Equal(expected, whole);
        foreach (int[] cuts in Cuts.All(bytes.Length)) Assert.Equal(whole, MultipartReading.Read(bytes, cuts));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_are_decoded_as_browsers_write_them(string written, string meant)
    {
        byte[] fields = Cuts.Latin1($"Content-Disposition: form-data; filename={written}; filename*=UTF-8''other; x=y; name={written}\r\n");
        PartHead? head = PartHead.Parse(fields, out string? error);
        Assert.Null(error);
        Assert.Equal((meant, meant), (head!.Name, head.FileName));
    }

    [Theory]
    [InlineData("b", true)]
    [InlineData("----WebKitFormBoundary7MA4YWxkTrZu0gW", true)]
    [InlineData("a'()+_,-./:=? z", true)]
    [InlineData("", false)]
    [InlineData("a ", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("a;b", false)]
    [InlineData("é", false)]
    public void A_boundary_is_of_its_70_characters(string text, bool valid)
    {
        Assert.Equal(valid, MultipartParser.IsBoundary(text));
        if (text.Length > 0) Assert.Equal(valid, MultipartParser.IsBoundary(text.PadLeft(70, 'x')));
        Assert.False(MultipartParser.IsBoundary(text.PadLeft(71, 'x')));
    }

    [Theory]
    [InlineData("{0}\r\n--b--")]
    [InlineData("--b{1}\r\n")]
    [InlineData("--b--{1}")]
    [InlineData("--b--\r\n{0}")]
    public void What_is_not_in_a_part_is_bounded(string body)
    {
        string Filled(int count) => MultipartReading.Read(
            Cuts.Latin1(string.Format(null, body, new string('x', count), new string(' ', count))), []);
        Assert.DoesNotContain("!", Filled(MultipartParser.MaxFillerBytes), StringComparison.Ordinal);
        Assert.Equal("! 400 too much between the parts of a multipart body", Filled(MultipartParser.MaxFillerBytes + 1));
    }
}
