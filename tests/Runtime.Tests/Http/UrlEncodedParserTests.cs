using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>The WHATWG URL standard's application/x-www-form-urlencoded as examples, each read in every cut.</summary>
public class UrlEncodedParserTests
{
    private const string TooLarge = "! 413 name or value of a form field too large";
    private const string BadEscape = "! 400 bad percent-escape in a form";

    public static TheoryData<string, string> Bodies { get; } = new()
    {
        { "", "" },
        { "a=b", "'a'='b' " },
        { "a=b&c=d", "'a'='b' 'c'='d' " },
        { "a=b&a=c&", "'a'='b' 'a'='c' " },
        { "&&a=b&&&c&&", "'a'='b' 'c'='' " },
        { "=", "''='' " },
        { "=b&a=&=", "''='b' 'a'='' ''='' " },
        { "a=b=c==", "'a'='b=c==' " },
        { "a+b=+c+", "'a b'=' c ' " },
        { "%61%2B=%26%3d%25", "'a+'='&=%' " },
        { "%C3%A9=%e9", "'é'='\ufffd' " },
        { "\u00c3\u00a9=x", "'é'='x' " },
        { "%", BadEscape },
        { "a=%4", BadEscape },
        { "a=%4&b", BadEscape },
        { "a=%zz", BadEscape },
        { "a=%%41", BadEscape },
        { "a=%00", BadEscape },
        { "a=b&c=%0", "'a'='b' " + BadEscape },
        { "12345678=0123456789abcdef", "'12345678'='0123456789abcdef' " },
        { "123456789", TooLarge },
        { "12345678=0123456789abcdefg", TooLarge },
        { "a=b&1234567%389", "'a'='b' " + TooLarge },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Reads_in_every_cut(string body, string expected)
    {
        byte[] bytes = Cuts.Latin1(body);
        foreach (int[] cuts in Cuts.All(bytes.Length)) Assert.Equal(expected, Read(bytes, cuts));
    }

    /// <summary>'name'='value' a pair, or "! status reason" for a broken body.</summary>
    internal static string Read(byte[] input, int[] cuts, int maxName = 8, int maxValue = 16)
    {
        var text = new StringBuilder();
        var parser = new UrlEncodedParser(maxName, maxValue);
        UrlEncodedStatus status;
        foreach (byte[] piece in Cuts.Pieces(input, cuts))
        {
            byte[] rest = piece;
            do
            {
                status = parser.Parse(rest, out int consumed);
                if (status == UrlEncodedStatus.Field) text.Append($"'{parser.Name}'='{parser.Value}' ");
                if (status == UrlEncodedStatus.NeedMore) Assert.Equal(rest.Length, consumed);
                rest = rest[consumed..];
            }
            while (status == UrlEncodedStatus.Field);
            if (status == UrlEncodedStatus.Error) return $"{text}! {parser.ErrorStatus} {parser.ErrorReason}";
        }

        status = parser.End();
        if (status == UrlEncodedStatus.Field) text.Append($"'{parser.Name}'='{parser.Value}' ");
        return status == UrlEncodedStatus.Error ? $"{text}! {parser.ErrorStatus} {parser.ErrorReason}" : text.ToString();
    }
}
