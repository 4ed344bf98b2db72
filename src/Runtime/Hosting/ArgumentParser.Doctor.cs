using System.CommandLine;
using System.Text;
using Gatehouse.Hosting.Diagnosis;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Hosting;

/// <content>The command that asks a running deployment what it believes.</content>
internal sealed partial class ArgumentParser
{
    /// <summary>The command's word.</summary>
    public const string DoctorWord = "doctor";

    private const string Url = "--url";
    private const string Via = "--via";
    private const string Direct = "--direct";
    private const string HostOption = "--host";
    private const string Insecure = "--insecure";

    private ParsedArguments ParseDoctor(IReadOnlyList<string> args)
    {
        Setting keyFile = SettingTable.Find("doctorKeyFile")!;
        var symbols = new Symbols(DoctorWord, [keyFile]);
        Option<string[]> url = symbols.Add(Url, ArgumentArity.OneOrMore);
        Option<string[]> via = symbols.Add(Via, ArgumentArity.OneOrMore);
        Option<string[]> direct = symbols.Add(Direct, ArgumentArity.OneOrMore);
        Option<string[]> host = symbols.Add(HostOption, ArgumentArity.OneOrMore);
        Option<string[]> insecure = symbols.Add(Insecure, ArgumentArity.Zero);
        var root = new Command(program) { symbols.Command };
        ParseResult result = root.Parse(
            Normalize(args, symbols), new ParserConfiguration { EnablePosixBundling = true, ResponseFileTokenReplacer = null });
        if (IsGiven(result, symbols.Help)) return new ParsedArguments { Request = Request.DoctorHelp };
        if (IsGiven(result, symbols.Version)) return new ParsedArguments { Request = Request.Version };

        var said = new Dictionary<Setting, (IReadOnlyList<string> Texts, string Origin)>();
        if (Values(result, symbols, symbols.Settings[0].Option, null, keyFile.Expected) is { } files) said.Add(keyFile, (files, keyFile.Option));
        string? config = Values(result, symbols, symbols.Config, null, "a path")?[^1];
        string address = Values(result, symbols, url, null, "a URL")?[^1]
            ?? throw Usage($"whom to ask? {program} {DoctorWord} {Url} https://…");
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https") || parsed.PathAndQuery != "/")
            throw Usage($"'{address}' for {Url} is not http://HOST[:PORT] or https://HOST[:PORT]");
        string? around = Values(result, symbols, direct, null, "HOST:PORT or unix:PATH")?[^1];
        if (around is not null) CheckDirect(around);
        string? named = Values(result, symbols, host, null, "a host")?[^1];
        if (named is not null && (named.Length == 0 || !Authority.TryParse(Encoding.ASCII.GetBytes(named), out _, out _)))
            throw Usage($"'{named}' for {HostOption} is not HOST[:PORT]");
        string? configuration = Values(result, symbols, via, null, "an nginx file")?[^1];
        if (result.UnmatchedTokens.Count > 0)
        {
            string token = result.UnmatchedTokens[0];
            throw Usage(token.StartsWith('-') ? $"unknown option '{token}' for {DoctorWord}" : $"unexpected argument '{token}'");
        }

        return new ParsedArguments
        {
            Request = Request.Doctor,
            Said = said,
            ConfigPath = config,
            Doctor = new DoctorOptions { Url = parsed, Host = named, Via = configuration, Direct = around, IsInsecure = IsGiven(result, insecure) },
        };
    }

    private static void CheckDirect(string address)
    {
        try
        {
            if (BindAddress.Parse(address) is { Protocol: BindProtocol.Http, Kind: BindKind.Unix or BindKind.Tcp, Host: not null } or { Kind: BindKind.Unix })
                return;
        }
        catch (FormatException)
        {
            // The same message for everything that is none.
        }

        throw Usage($"'{address}' for {Direct} is not HOST:PORT or unix:PATH");
    }
}
