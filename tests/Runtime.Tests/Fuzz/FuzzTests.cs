using System.Text;
using Gatehouse.Fuzz;
using Gatehouse.Runtime.Tests.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Fuzz;

/// <summary>As much fuzzing as fits into every run of the tests; tests/Fuzz goes on for as long as one likes.</summary>
public sealed class FuzzTests
{
    private const ulong Seed = 20261124;

    [Fact]
    public void Three_hundred_thousand_inputs_are_read_in_one_way()
    {
        var fuzz = new ParserFuzz(Seed);
        fuzz.Run(0, 300_000);

        // Neither so tame that everything passes nor so wild that nothing does.
        Assert.InRange(fuzz.Accepted, 100_000, 250_000);
        Assert.InRange(fuzz.Refused, 100_000, 250_000);
    }

    [Fact]
    public void Five_thousand_connections_answer_in_one_way()
    {
        var fuzz = new ConnectionFuzz(Seed);
        fuzz.Run(0, 5_000);
        Assert.True(fuzz.Answers > 10_000, $"{fuzz.Answers} answers");
    }

    [Fact]
    public void An_input_is_made_anew_from_its_seed_and_number()
    {
        Assert.Equal(Make(7, 123), Make(7, 123));
        Assert.NotEqual(Make(7, 123), Make(8, 123));
        Assert.NotEqual(Make(7, 123), Make(7, 124));

        static string Make(ulong seed, ulong number)
        {
            var dice = new Dice(seed, number);
            return Encoding.Latin1.GetString(new Mutator().Make(ref dice));
        }
    }

    [Fact]
    public void The_corpus_is_accepted_as_it_stands()
    {
        foreach (byte[] request in Corpus.Requests)
            Assert.DoesNotContain("! ", OneReading.Of(request, [], Http.Wire.Roomy), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "more than one")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", "both")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\n\r\nx", "neither")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\nContent-Length: 3\r\n\r\nx", "shorter")]
    [InlineData("HTTP/1.1 200 OK\nDate: d\r\nContent-Length: 0\r\n\r\n", "CRLF")]
    [InlineData("HTTP/1.1 204 No Content\r\nDate: d\r\nContent-Length: 0\r\n\r\n", "204")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy0\r\n\r\n", "longer")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\nContent-Length: 0\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n", "close")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: d\r\nA : b\r\nContent-Length: 0\r\n\r\n", "no field")]
    public void The_reader_of_answers_refuses_what_could_be_read_in_two_ways(string bytes, string reason)
    {
        var reader = new AnswerReader(Encoding.Latin1.GetBytes(bytes), endsWhole: true);
        var refused = Assert.Throws<InvalidDataException>(() =>
        {
            while (reader.Read("GET") is not null)
            {
                // Up to the one that is wrong.
            }
        });
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
