using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1023: finds options that are handed to UseForwardedHeaders where others are configured, which then mean nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReplacedOptionsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ForwardedOptionsRules.ConfiguredOptionsReplaced);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (ForwardedOptionsTypes.From(context.Compilation) is not { } types) return;
        Compilation compilation = context.Compilation;
        ImmutableArray<AdditionalText> files = context.Options.AdditionalFiles;

        // Looked for once, and only where options are handed over.
        var unused = new Lazy<Location?>(() => UsesConfigured(compilation, files) ? null : FindConfigure(compilation, CancellationToken.None));
        ForwardedBlocks.Register(context, types, (block, values) =>
        {
            foreach (ForwardedOptions options in ForwardedOptionsReader.Read(types, values))
            {
                if (options is not { Creation: not null, Use: { } use } || unused.Value is not { } configured) continue;
                block.ReportDiagnostic(Diagnostic.Create(ForwardedOptionsRules.ConfiguredOptionsReplaced, Places.NameOf(use), [configured]));
            }
        });
    }

    /// <summary>Whether somebody takes the options that are configured: a call without options, a reader of them, or the host's own.</summary>
    private static bool UsesConfigured(Compilation compilation, ImmutableArray<AdditionalText> files) =>
        ProjectFiles.Mentions(
            compilation,
            CancellationToken.None,
            "UseForwardedHeaders()",
            "Options<ForwardedHeadersOptions>",
            "OptionsMonitor<ForwardedHeadersOptions>",
            "OptionsSnapshot<ForwardedHeadersOptions>",
            ForwardingOptIns.EnablingVariable,
            ForwardingOptIns.EnablingSetting)
        || files.Any(file => ForwardingOptIns.In(file, CancellationToken.None).Any(found => found.Switch.EnablesMiddleware));

    /// <summary>A call of Configure for the options that have no name of their own, which are the ones that the middleware takes.</summary>
    private static Location? FindConfigure(Compilation compilation, CancellationToken cancellationToken) => compilation.SyntaxTrees
        .Where(tree => tree.GetText(cancellationToken).ToString().IndexOf("Configure<ForwardedHeadersOptions>", StringComparison.Ordinal) >= 0)
        .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes())
        .OfType<InvocationExpressionSyntax>()
        .FirstOrDefault(IsConfigure)
        ?.GetLocation();

    private static bool IsConfigure(InvocationExpressionSyntax call) =>
        call is { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "Configure" or "PostConfigure" } name }, ArgumentList.Arguments.Count: 1 }
        && call.ArgumentList.Arguments[0].Expression is AnonymousFunctionExpressionSyntax
        && name.TypeArgumentList.Arguments.Count == 1
        && name.TypeArgumentList.Arguments[0] is IdentifierNameSyntax { Identifier.ValueText: "ForwardedHeadersOptions" };
}
