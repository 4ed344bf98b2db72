using System.Diagnostics;
using System.Globalization;
using Gatehouse.Fuzz;

// Parser and chunk decoder, then as many whole connections as --connections says (default: a hundredth).
// dotnet run --project tests/Fuzz -c Release -- --iterations 10000000 --seed 1
string[] names = ["--iterations", "--seed", "--connections", "--replay"];
for (int i = 0; i < args.Length; i += 2)
{
    bool isKnown = names.Contains(args[i]);
    if (isKnown && i + 1 < args.Length && ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
        && value <= long.MaxValue)
    {
        continue;
    }

    Console.Error.WriteLine(isKnown
        ? $"{args[i]}: '{args.ElementAtOrDefault(i + 1)}' is no whole number from 0"
        : $"unknown argument '{args[i]}'; expected one of {string.Join(", ", names)}");
    return 2;
}

long iterations = Argument("--iterations", 1_000_000);
ulong seed = (ulong)Argument("--seed", 1);
long connections = Argument("--connections", iterations / 100);
long replay = Argument("--replay", -1);
var clock = Stopwatch.StartNew();
try
{
    var parser = new ParserFuzz(seed);
    if (replay >= 0)
    {
        parser.Run(replay, 1);
        new ConnectionFuzz(seed).Run(replay, 1);
    }
    else
    {
        const long Step = 1_000_000;
        for (long done = 0; done < iterations; done += Step)
        {
            parser.Run(done, Math.Min(Step, iterations - done));
            Console.WriteLine(
                $"{Math.Min(done + Step, iterations)} inputs in {clock.Elapsed.TotalSeconds:0} s; {parser.Accepted} with a request, {parser.Refused} refused");
        }

        clock.Restart();
        var whole = new ConnectionFuzz(seed);
        whole.Run(0, connections);
        Console.WriteLine($"{connections} connections, each twice, in {clock.Elapsed.TotalSeconds:0} s; {whole.Answers} answers");
    }

    Console.WriteLine($"No finding. Seed {seed}.");
    return 0;
}
catch (Finding finding)
{
    Console.Error.WriteLine(finding);
    return 1;
}

long Argument(string name, long otherwise)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
