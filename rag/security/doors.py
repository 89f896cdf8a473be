"""The doors as the settings put them up: a list of middleware for the service, the outermost first."""

from starlette.middleware import Middleware

from rag.errors import SettingsError, WrongUse
from rag.security.asgi import is_loopback
from rag.security.audit import Audit, AuditLog
from rag.security.headers import SecurityHeaders
from rag.security.hosts import Hosts
from rag.security.languages import InLanguage
from rag.security.limits import Rates, Sizes
from rag.security.people import LOCAL, PUBLIC, Users
from rag.security.sessions import Sessions, session_key
from rag.security.signin import Anybody, ByCookie, ByHeader, Elsewhere, SignIn, Voucher
from rag.settings import Settings

_MB = 1_000_000
_MOST = 2 * _MB  # of a request that is no upload: conversations are sent along with their questions


def doors(settings: Settings, *, host: str = "127.0.0.1", public: bool = False) -> list[Middleware]:
    """The middleware for a service on an address.

    Raises:
        WrongUse: the address can be reached by others, and it isn't said who may come in.
        SettingsError: the users, the key of the sessions or the audit log can't be read or written.
    """
    users, proxies = users_of(settings), settings.trust_proxies
    vouchers: tuple[Voucher, ...] = ()
    sessions = None
    if settings.trust_header:
        vouchers += (ByHeader(settings.trust_header, proxies, users),)
    elsewhere = _elsewhere(settings)
    passwords = any(users.has_password(person.name) for person in users.people())
    if passwords or elsewhere:
        seal = elsewhere.seal if elsewhere else None
        sessions = Sessions(session_key(settings.home), users, hours=settings.session_hours, vouched=seal)
        vouchers += (ByCookie(sessions),)
    if public:
        vouchers += (Anybody(PUBLIC),)
    elif not vouchers and (settings.hosts or not is_loopback(host)):  # a name of its own means a proxy in front
        where = ", ".join(sorted(settings.hosts)) or host
        raise WrongUse(
            f"At {where!r} everybody who reaches this machine could read the minutes: say who may with "
            "`minutebook users add NAME`, MINUTEBOOK_OIDC_ISSUER or MINUTEBOOK_TRUST_HEADER, "
            "or let everybody in with --public."
        )
    elif not vouchers:
        vouchers = (Anybody(LOCAL),)
    names = settings.hosts | (frozenset() if is_loopback(host) or _is_any(host) else {host})
    return [
        Middleware(SecurityHeaders),
        Middleware(InLanguage),
        Middleware(Hosts, names=names, addresses=_is_any(host)),
        *_audited(settings, bool(sessions or settings.trust_header)),
        Middleware(
            SignIn,
            vouchers=vouchers,
            users=users if passwords else None,
            sessions=sessions,
            elsewhere=elsewhere,
            proxies=proxies,
        ),
        Middleware(Rates, a_minute=settings.questions_a_minute, proxies=proxies),
        Middleware(Sizes, most=_MOST, upload=settings.max_file_mb * _MB if settings.uploads else None),
    ]


def users_of(settings: Settings) -> Users:
    """Those who may sign in."""
    return Users(settings.users or settings.home / "users.json")


def _elsewhere(settings: Settings) -> Elsewhere | None:
    """The provider of OpenID Connect at which people sign in, where the settings name one."""
    if not settings.oidc_issuer:
        return None
    try:
        from rag.security.oidc import Provider
    except ImportError as error:
        raise SettingsError(
            "Sign-in by OpenID Connect isn't installed; `pip install 'minutebook[oidc]'` brings it."
        ) from error
    secret = settings.oidc_secret.get_secret_value() if settings.oidc_secret else None
    return Provider(settings.oidc_issuer, settings.oidc_client or "", secret, settings.oidc_claim, settings.oidc_roles)


def _is_any(host: str) -> bool:
    return host in ("", "0.0.0.0", "::")


def _audited(settings: Settings, signed_in: bool) -> list[Middleware]:
    """The audit log: where the settings put it, or in the home where people sign in."""
    path = settings.audit or (settings.home / "audit.jsonl" if signed_in else None)
    if path is None:
        return []
    return [Middleware(Audit, log=AuditLog(path), questions=settings.audit_questions, proxies=settings.trust_proxies)]
