using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Entity tags and preconditions: RFC 9110 sections 8.8.3 and 13.</summary>
public class ConditionTests
{
    private const string Before = "Sun, 06 Nov 1994 08:49:36 GMT";
    private const string Same = "Sun, 06 Nov 1994 08:49:37 GMT";
    private const string After = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static readonly DateTimeOffset Modified = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    // The table of section 8.8.3.2.
    [Theory]
    [InlineData("W/\"1\"", "W/\"1\"", false, true)]
    [InlineData("W/\"1\"", "W/\"2\"", false, false)]
    [InlineData("W/\"1\"", "\"1\"", false, true)]
    [InlineData("\"1\"", "\"1\"", true, true)]
    public void Tags_compare_strongly_and_weakly(string left, string right, bool strong, bool weak)
    {
        Assert.Equal(strong, EntityTag.EqualsStrongly(Bytes(left), Bytes(right)));
        Assert.Equal(strong, EntityTag.EqualsStrongly(Bytes(right), Bytes(left)));
        Assert.Equal(weak, EntityTag.EqualsWeakly(Bytes(left), Bytes(right)));
    }

    [Theory]
    [InlineData("\"a\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("W/\"a\"", true)]
    [InlineData("\"a\\\"", true)]
    [InlineData("\"a,b\"", true)]
    [InlineData("\"\u00e9\"", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("\"a", false)]
    [InlineData("\"a b\"", false)]
    [InlineData("\"a\u007f\"", false)]
    [InlineData("w/\"a\"", false)]
    [InlineData("W/a", false)]
    [InlineData("W/", false)]
    [InlineData("\"a\"b", false)]
    [InlineData("*", false)]
    public void A_tag_is_quoted_and_has_no_escapes(string text, bool isValid) => Assert.Equal(isValid, EntityTag.IsValid(Bytes(text)));

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"x\"", true)]
    [InlineData("\"a\", \"x\"", true)]
    [InlineData(" ,, \"a\" ,\t\"x\"", true)]
    [InlineData("\"a,\\\",\"x\"", true)]
    [InlineData("\"a\"", false)]
    [InlineData("x", false)]
    [InlineData("\"a\" \"x\"", false)]
    [InlineData("a, \"x\"", false)]
    [InlineData("\"x", false)]
    [InlineData("*, \"a\"", false)]
    public void A_list_matches_by_one_of_its_tags(string list, bool matches)
    {
        Assert.Equal(matches, EntityTag.Matches(Bytes(list), "\"x\""u8, strong: true));
        Assert.Equal(matches, EntityTag.Matches(Bytes(list), "\"x\""u8, strong: false));
    }

    // Each line of section 13.2.2, and who goes before whom.
    [Theory]
    [InlineData("If-Match: \"x\"", PreconditionResult.Proceed)]
    [InlineData("If-Match: *", PreconditionResult.Proceed)]
    [InlineData("If-Match: \"y\"", PreconditionResult.Failed)]
    [InlineData("If-Match: W/\"x\"", PreconditionResult.Failed)]
    [InlineData("If-Match: \"x\"|If-Unmodified-Since: " + Before, PreconditionResult.Proceed)]
    [InlineData("If-Match: \"y\"|If-Unmodified-Since: " + After, PreconditionResult.Failed)]
    [InlineData("If-Unmodified-Since: " + Before, PreconditionResult.Failed)]
    [InlineData("If-Unmodified-Since: " + Same, PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since: " + After, PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since: yesterday", PreconditionResult.Proceed)]
    [InlineData("If-None-Match: \"x\"", PreconditionResult.NotModified)]
    [InlineData("If-None-Match: W/\"x\"", PreconditionResult.NotModified)]
    [InlineData("If-None-Match: *", PreconditionResult.NotModified)]
    [InlineData("If-None-Match: \"y\"", PreconditionResult.Proceed)]
    [InlineData("If-None-Match: \"y\"|If-Modified-Since: " + After, PreconditionResult.Proceed)]
    [InlineData("If-None-Match: \"x\"|If-Modified-Since: " + Before, PreconditionResult.NotModified)]
    [InlineData("If-Modified-Since: " + Before, PreconditionResult.Proceed)]
    [InlineData("If-Modified-Since: " + Same, PreconditionResult.NotModified)]
    [InlineData("If-Modified-Since: " + After, PreconditionResult.NotModified)]
    [InlineData("If-Modified-Since: tomorrow", PreconditionResult.Proceed)]
    [InlineData("If-Match: \"y\"|If-None-Match: \"x\"", PreconditionResult.Failed)]
    [InlineData("If-Match: \"x\"|If-None-Match: \"x\"", PreconditionResult.NotModified)]
    [InlineData("If-Unmodified-Since: " + Same + "|If-Modified-Since: " + Same, PreconditionResult.NotModified)]
    [InlineData("If-Unmodified-Since: " + Before + "|If-Modified-Since: " + Same, PreconditionResult.Failed)]
    [InlineData("", PreconditionResult.Proceed)]
    public void Conditions_are_evaluated_in_the_order_of_the_standard(string fields, object expected) =>
        Assert.Equal(expected, Conditions(fields).Evaluate(new Validators("\"x\""u8, Modified), Now));

    [Theory]
    [InlineData("", true)]
    [InlineData("If-Range: \"x\"", true)]
    [InlineData("If-Range: \"y\"", false)]
    [InlineData("If-Range: W/\"x\"", false)]
    [InlineData("If-Range: *", false)]
    [InlineData("If-Range: \"x\", \"x\"", false)]
    [InlineData("If-Range: " + Same, true)]
    [InlineData("If-Range: " + Before, false)]
    [InlineData("If-Range: " + After, false)]
    [InlineData("If-Range: now", false)]
    public void A_range_counts_if_the_client_has_the_rest_of_the_same(string fields, bool expected) =>
        Assert.Equal(expected, Conditions(fields).AllowRange(new Validators("\"x\""u8, Modified), Now));

    [Fact]
    public void A_date_within_its_own_second_is_no_strong_validator() =>
        Assert.False(Conditions("If-Range: " + Same).AllowRange(new Validators("\"x\""u8, Modified), Modified.AddMilliseconds(900)));

    [Fact]
    public void A_weak_tag_never_lets_a_range_count() =>
        Assert.False(Conditions("If-Range: W/\"x\"").AllowRange(new Validators("W/\"x\""u8, Modified), Now));

    private static Preconditions Conditions(string fields)
    {
        Preconditions conditions = default;
        foreach (string field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = field.IndexOf(':', StringComparison.Ordinal);
            byte[] value = Bytes(field[(colon + 2)..]);
            switch (field[..colon].ToLower(CultureInfo.InvariantCulture))
            {
                case "if-match":
                    conditions.IfMatch = value;
                    break;
                case "if-none-match":
                    conditions.IfNoneMatch = value;
                    break;
                case "if-modified-since":
                    conditions.IfModifiedSince = value;
                    break;
                case "if-unmodified-since":
                    conditions.IfUnmodifiedSince = value;
                    break;
                default:
                    conditions.IfRange = value;
                    break;
            }
        }

        return conditions;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
