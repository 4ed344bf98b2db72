using System.Diagnostics;
using System.Runtime;
using Gatehouse.Bench.Routing;

// The best of several rounds: what disturbs a round only makes it longer.
const int Rounds = 15;
const int MatchesInRound = 200_000;

// Warm until the JIT has had nothing to compile for so long: an app of a thousand routes keeps it busy for seconds.
TimeSpan quietTime = TimeSpan.FromSeconds(2);

if (args is ["--row", string set])
{
    Console.WriteLine(Row(set, RouteList.All().Single(named => named.Name == set).Routes));
    return;
}

Console.WriteLine("| routes         | ours ns | ours B | DfaMatcher ns | DfaMatcher B | ratio |");
Console.WriteLine("| -------------- | ------- | ------ | ------------- | ------------ | ----- |");
foreach ((string name, _) in RouteList.All())
{
    if (args.Length > 0 && !args.Contains(name)) continue;

    // In a process of its own, as an app is: what the JIT has learnt from another app's routes would mislead it.
    using Process process = Process.Start(Environment.ProcessPath!, [.. Environment.GetCommandLineArgs().Take(1), "--row", name]);
    process.WaitForExit();
    if (process.ExitCode != 0) Environment.Exit(process.ExitCode);
}

string Row(string name, Route[] routes)
{
    // The same random order for both, so that neither learns the sequence of branches.
    var random = new Random(1);
    int[] order = [.. Enumerable.Range(0, MatchesInRound).Select(_ => random.Next(routes.Length))];
    IMatcher ours = EmittedMatcher.Of(routes);
    IMatcher theirs = new DfaMatcher(routes);
    for (int i = 0; i < routes.Length; i++)
    {
        if (ours.Describe(i) == routes[i].Template && theirs.Describe(i) == routes[i].Template) continue;
        throw new InvalidOperationException($"{routes[i]}: ours {ours.Describe(i)}, DfaMatcher {theirs.Describe(i)}");
    }

    (double ourTime, double ourBytes) = Measure(ours, order);
    (double theirTime, double theirBytes) = Measure(theirs, order);
    return $"| {name,-14} | {ourTime,7:F1} | {ourBytes,6:F0} | {theirTime,13:F1} | {theirBytes,12:F0} | {theirTime / ourTime,4:F1}× |";
}

// Without what it takes to put the next request in place.
(double Nanoseconds, double Bytes) Measure(IMatcher matcher, int[] order)
{
    for (var quiet = Stopwatch.StartNew(); quiet.Elapsed < quietTime;)
    {
        long compiled = JitInfo.GetCompiledMethodCount();
        matcher.Run(order);
        matcher.RunEmpty(order);
        if (JitInfo.GetCompiledMethodCount() != compiled) quiet.Restart();
    }

    long before = GC.GetAllocatedBytesForCurrentThread();
    matcher.Run(order);
    double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)order.Length;
    double best = double.MaxValue;
    double empty = double.MaxValue;
    for (int i = 0; i < Rounds; i++)
    {
        long start = Stopwatch.GetTimestamp();
        matcher.Run(order);
        long middle = Stopwatch.GetTimestamp();
        matcher.RunEmpty(order);
        long end = Stopwatch.GetTimestamp();
        best = Math.Min(best, Nanoseconds(middle - start));
        empty = Math.Min(empty, Nanoseconds(end - middle));
    }

    return ((best - empty) / order.Length, bytes);
}

static double Nanoseconds(long ticks) => ticks * 1e9 / Stopwatch.Frequency;
