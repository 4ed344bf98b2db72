using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1015 to GH1018: what ASP.NET Core's middleware takes from forwarded headers.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardedFieldsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        ForwardedOptionsRules.ForwardedHostWithoutAllowedHosts,
        ForwardedOptionsRules.ForwardedPrefixEnabled,
        ForwardedOptionsRules.AllForwardedHeaders,
        ForwardedOptionsRules.ForwardedHeadersUnset);

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

        // Asked for by few projects, and then once.
        Compilation compilation = context.Compilation;
        ImmutableArray<AdditionalText> files = context.Options.AdditionalFiles;
        var reader = new BelievedByOptions(types, compilation, files);
        NginxFiles? nginx = NginxFiles.In(context.Options);
        var isConfigured = new Lazy<bool>(() => IsConfigured(compilation, files));
        ForwardedBlocks.Register(context, types, (block, values) =>
        {
            foreach (ForwardedOptions options in ForwardedOptionsReader.Read(types, values))
            {
                foreach (OptionFact flags in options.Surviving(OptionAction.SetFlags)) CheckFlags(block, values, options, flags, IsForgeable);
                if (options is { IsOff: true, Use: not null, Creation: { } creation }) ReportUnset(block, HeadOf(creation));
            }

            // GH1043 says more about the same place.
            bool IsForgeable(ForwardedOptions options, Location place) =>
                nginx is not null
                && reader.Read(options, values)?.Headers.FirstOrDefault(header => header.IsAnyHost) is { } header
                && header.Place == place
                && ForgeableHost.In(nginx.Proxies, header) is not null;

            foreach (IInvocationOperation use in values.Operations.OfType<IInvocationOperation>())
            {
                if (types.IsUse(use) && use.Arguments.Length == 1 && !isConfigured.Value) ReportUnset(block, Places.NameOf(use));
            }
        });
    }

    private static void CheckFlags(
        OperationBlockAnalysisContext context,
        BlockValues values,
        ForwardedOptions options,
        OptionFact flags,
        Func<ForwardedOptions, Location, bool> isForgeable)
    {
        bool isNamed = true;
        if (ForwardedFields.Has(flags, ForwardedFields.Host) && ForwardedFields.AreAnyHost(options, values))
        {
            isNamed = false;
            Location place = ForwardedFields.PlaceOf(flags, ForwardedFields.Host).GetLocation();
            if (!isForgeable(options, place))
                context.ReportDiagnostic(Diagnostic.Create(ForwardedOptionsRules.ForwardedHostWithoutAllowedHosts, place));
        }

        if (ForwardedFields.Has(flags, ForwardedFields.Prefix))
        {
            isNamed = false;
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.ForwardedPrefixEnabled, ForwardedFields.PlaceOf(flags, ForwardedFields.Prefix).GetLocation()));
        }

        // Those two say more about the same place.
        if (isNamed && ForwardedFields.IsAll(flags))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.AllForwardedHeaders, ForwardedFields.PlaceOf(flags, ForwardedFields.All).GetLocation()));
        }
    }

    private static void ReportUnset(OperationBlockAnalysisContext context, Location place) =>
        context.ReportDiagnostic(Diagnostic.Create(ForwardedOptionsRules.ForwardedHeadersUnset, place));

    /// <summary>
    /// Whether somebody may have set the options that the container hands out. Of a library nobody knows: the app does that.
    /// </summary>
    private static bool IsConfigured(Compilation compilation, ImmutableArray<AdditionalText> files) =>
        compilation.Options.OutputKind is not (OutputKind.ConsoleApplication or OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication)
        || ProjectFiles.Mentions(compilation, CancellationToken.None, "ForwardedHeadersOptions>", "ForwardedHeadersOptions,")
        || ProjectFiles.EnableMiddleware(compilation, files, CancellationToken.None);

    /// <summary>An object creation without what is in its braces.</summary>
    private static Location HeadOf(IObjectCreationOperation creation) => creation.Syntax is BaseObjectCreationExpressionSyntax { Initializer: { } initializer } syntax
        ? Location.Create(syntax.SyntaxTree, TextSpan.FromBounds(syntax.SpanStart, initializer.OpenBraceToken.GetPreviousToken().Span.End))
        : creation.Syntax.GetLocation();
}
