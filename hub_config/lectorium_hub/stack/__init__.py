"""The embedded stack: every process of Lectorium on one machine, from pip wheels alone.

What each part finds when it starts
-----------------------------------
Environment (nothing secret in it)::

    LECTORIUM_HOME            the state folder
    LECTORIUM_SECRETS_DIR     the folder of secrets: one file per setting, each 0600
    LECTORIUM_PUBLIC_URL      what people open, without a trailing slash
    LECTORIUM_BIND_URL        what the proxy listens on, http://IP:PORT
    LECTORIUM_PROXY_API_URL   the proxy's own API
    LECTORIUM_HUB_URL         the Hub, as the proxy and the API reach it
    LECTORIUM_API_URL         the API service (`python -m lectorium_server`), likewise
    LECTORIUM_SUPERVISED      the state folder again: marks what this stack started, so that `down`
                              finds it. Spawners should hand it on to single-user servers.

The API gets JupyterHub's own names too (JUPYTERHUB_API_URL, JUPYTERHUB_SERVICE_PREFIX, …), but its
token, like every secret, is a file.

Files in LECTORIUM_SECRETS_DIR::

    lectorium_database_url, lectorium_owner_database_url, lectorium_demo_database_url,
    lectorium_hub_people_url, lectorium_hub_database_url, lectorium_redis_url, lectorium_objects_url
    lectorium_llm_embedded_url  the gateway to language models, with its key
    lectorium_proxy_token       between the Hub and the proxy
    lectorium_api_token         of the Hub service `lectorium` (the API)
    lectorium_supervisor_token  of the Hub service `supervisor`, which needs the scope `proxy`: after the
                                proxy was restarted, the supervisor asks the Hub to send its routes again;
                                and `delete:users`, for `lectorium admin remove-login`
    lectorium_cookie_secret     the Hub's, 32 bytes in hex
    lectorium_crypt_key         for auth state, 32 bytes in hex

Working folders under the home: `hub/` (the Hub), `run/worker-1.alive` … (a worker touches its file while
it lives), `objects/`, `models/` (weights), `users/` (people's homes), `logs/NAME.log`.
"""
