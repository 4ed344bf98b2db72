using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>The Range field: RFC 9110 sections 14.1 and 14.2.</summary>
public class RangeTests
{
    // Of 10,000 bytes: the examples of section 14.1.2, and their neighbours.
    [Theory]
    [InlineData("bytes=0-499", "0-499")]
    [InlineData("bytes=500-999", "500-999")]
    [InlineData("bytes=-500", "9500-9999")]
    [InlineData("bytes=9500-", "9500-9999")]
    [InlineData("bytes=0-0,-1", "0-0 9999-9999")]
    [InlineData("bytes= 0-999, 4500-5499, -1000", "0-999 4500-5499 9000-9999")]
    [InlineData("bytes=500-600,601-999", "500-999")]
    [InlineData("bytes=500-700,601-999", "500-999")]
    [InlineData("BYTES=0-499", "0-499")]
    [InlineData("bytes=0-99999", "0-9999")]
    [InlineData("bytes=-99999", "0-9999")]
    [InlineData("bytes=9999-99999999999999999999999", "9999-9999")]
    [InlineData("bytes=0-0,,5000-5000,", "0-0 5000-5000")]
    [InlineData("bytes=0-0,20000-", "0-0")]
    [InlineData("bytes=5000-5001,0-0", "5000-5001 0-0")]
    [InlineData("bytes=5000-5001,0-0,5002-5003,1-1", "5000-5003 0-1")]
    [InlineData("bytes=0-9,90-99", "0-99")]
    [InlineData("bytes=0-9,91-99", "0-9 91-99")]
    [InlineData("bytes=0-0,100-100,50-50", "0-100")]
    public void Pieces_that_exist_are_sent(string value, string expected) =>
        Assert.Equal((RangeResult.Partial, expected), Evaluate(value, 10_000));

    [Theory]
    [InlineData("bytes=10000-")]
    [InlineData("bytes=10000-10001,20000-")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=99999999999999999999999-")]
    public void Pieces_that_do_not_exist_are_refused(string value) =>
        Assert.Equal((RangeResult.Unsatisfiable, ""), Evaluate(value, 10_000));

    [Theory]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=,")]
    [InlineData("bytes =0-1")]
    [InlineData("bytes=1")]
    [InlineData("bytes=-")]
    [InlineData("bytes=2-1")]
    [InlineData("bytes=a-1")]
    [InlineData("bytes=0-x")]
    [InlineData("bytes=0 - 1")]
    [InlineData("bytes=+0-1")]
    [InlineData("bytes=0x0-1")]
    [InlineData("bytes=--1")]
    [InlineData("bytes=0-1-2")]
    [InlineData("bytes=0-1;2-3")]
    [InlineData("bytes=0-1,x")]
    [InlineData("lines=0-1")]
    [InlineData("0-1")]
    public void What_is_no_range_of_bytes_is_ignored(string value) => Assert.Equal((RangeResult.Whole, ""), Evaluate(value, 10_000));

    [Fact]
    public void More_pieces_than_anybody_needs_are_ignored()
    {
        string Value(int count) => "bytes=" + string.Join(',', Enumerable.Range(0, count).Select(i => $"{i * 500}-{i * 500}"));
        Assert.Equal(RangeResult.Partial, Evaluate(Value(RangeHeader.MaxRanges), 10_000).Result);
        Assert.Equal((RangeResult.Whole, ""), Evaluate(Value(RangeHeader.MaxRanges + 1), 10_000));
    }

    [Theory]
    [InlineData("bytes=0-", RangeResult.Unsatisfiable)]
    [InlineData("bytes=-1", RangeResult.Whole)]
    public void An_empty_file_has_no_pieces(string value, object expected) => Assert.Equal((expected, ""), Evaluate(value, 0));

    [Fact]
    public void Pieces_never_overlap_nor_exceed_the_whole()
    {
        Gen<string> spec = Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, 1200).SelectMany(a => Gen.Choose(0, 1200).Select(b => kind switch
        {
            0 => $"-{a}",
            1 => $"{a}-",
            _ => $"{Math.Min(a, b)}-{Math.Max(a, b)}",
        })));
        Gen<string> value = spec.NonEmptyListOf().Select(specs => "bytes=" + string.Join(',', specs.Take(RangeHeader.MaxRanges)));
        Prop.ForAll(value.ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), (text, length) =>
        {
            var ranges = new ByteRange[RangeHeader.MaxRanges];
            if (RangeHeader.Evaluate(Encoding.ASCII.GetBytes(text), length, ranges, out int count) != RangeResult.Partial) return count == 0;
            bool[] asked = Asked(text, length);
            bool[] sent = new bool[length];
            foreach (ByteRange range in ranges.AsSpan(0, count))
            {
                for (long i = range.Offset; i < range.End; i++)
                {
                    if (sent[i]) return false;
                    sent[i] = true;
                }
            }

            return Enumerable.Range(0, length).All(i => !asked[i] || sent[i]);
        }).QuickCheckThrowOnFailure();
    }

    private static bool[] Asked(string text, int length)
    {
        bool[] asked = new bool[length];
        foreach (string spec in text["bytes=".Length..].Split(','))
        {
            string[] ends = spec.Split('-');
            int? first = Number(ends[0]);
            int? last = Number(ends[1]);
            int from = first ?? Math.Max(0, length - last!.Value);
            int to = first is null ? length - 1 : Math.Min(last ?? int.MaxValue, length - 1);
            for (int i = from; i <= to; i++) asked[i] = true;
        }

        return asked;

        static int? Number(string text) => text.Length == 0 ? null : int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static (RangeResult Result, string Ranges) Evaluate(string value, long length)
    {
        var ranges = new ByteRange[RangeHeader.MaxRanges];
        RangeResult result = RangeHeader.Evaluate(Encoding.ASCII.GetBytes(value), length, ranges, out int count);
        return (result, string.Join(' ', ranges.Take(count).Select(range => $"{range.Offset}-{range.End - 1}")));
    }
}
